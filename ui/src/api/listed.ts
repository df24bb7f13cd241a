/** Commands as listApis describes them. */

export interface ApiParam {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly length?: number;
  readonly required: boolean;
  readonly related?: string;
}

export interface ApiField {
  readonly name?: string;
  readonly description?: string;
  readonly type?: string;
  readonly response?: readonly ApiField[];
}

export interface Api {
  readonly name: string;
  readonly description: string;
  readonly isasync: boolean;
  readonly related?: string;
  readonly params: readonly ApiParam[];
  readonly response: readonly ApiField[];
}

export type Apis = ReadonlyMap<string, Api>;

/** A command's parameter by name, if the caller may send it. */
export function takes(api: Api | undefined, name: string): boolean {
  return api?.params.some((param) => param.name === name) ?? false;
}
