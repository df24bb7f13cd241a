export function GenericDetail() { return null; }
