export function SecurityGroupPage() { return null; }
