export function GenericList() { return null; }
