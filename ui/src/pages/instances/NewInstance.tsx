export function NewInstance() { return null; }
