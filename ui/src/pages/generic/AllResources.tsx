export function AllResources() { return null; }
