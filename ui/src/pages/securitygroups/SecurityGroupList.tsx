export function SecurityGroupList() { return null; }
