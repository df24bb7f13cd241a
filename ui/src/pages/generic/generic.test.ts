import { describe, expect, it } from 'vitest';

import type { Api } from '../../api/listed';
import { resourceOf } from '../../api/resources';
import { paramOf, prefill } from './draft';
import { fieldsFor, targetOf } from './fields';
import { makersOf, operationsOn } from './operations';

function api(name: string, params: readonly string[] = [], response: readonly string[] = []): Api {
  return {
    name, description: '', isasync: false,
    params: params.map((param) => ({ name: param, description: '', type: 'string', required: false })),
    response: response.map((field) => ({ name: field })),
  };
}

describe('a resource without a page of its own', () => {
  const apis = new Map(
    [api('listVolumes', ['id']), api('createVolume'), api('resizeVolume', ['id']), api('deleteVolume', ['id']), api('deleteVolumeTag', ['id'])].map((one) => [one.name, one]),
  );

  it('offers the listed commands of exactly its noun', () => {
    expect(makersOf(resourceOf('volumes'), apis).map(({ name }) => name)).toEqual(['createVolume']);
    expect(operationsOn(resourceOf('volumes'), apis).map(({ name }) => name)).toEqual(['resizeVolume', 'deleteVolume']);
  });

  it('is named after its list command', () => {
    expect(resourceOf('listOsCategories')).toMatchObject({ title: 'Os categories', noun: 'OsCategory' });
  });

  it('shows the fields that are filled, names first, ids never', () => {
    const fields = fieldsFor(api('listThings', [], ['zoneid', 'size', 'name', 'unused']), undefined, [{ name: 'a', size: 1, zoneid: 'z' }]);
    expect(fields.map(({ name }) => name)).toEqual(['name', 'size']);
  });

  it('links names to what they name', () => {
    expect(targetOf({ zonename: 'default', zoneid: 'z' }, 'zonename')).toEqual({ slug: 'zones', id: 'z' });
    expect(targetOf({ zonename: 'default' }, 'zonename')).toBeUndefined();
  });
});

describe('a generated form', () => {
  const name = { name: 'name', description: '', type: 'string', required: false };

  it('starts from the thing and sends only what changed', () => {
    const row = { name: 'old' };
    expect(prefill([name], row)).toEqual({ name: 'old' });
    expect(paramOf(name, 'old', row)).toBeUndefined();
    expect(paramOf(name, 'new', row)).toBe('new');
  });

  it('reads maps from lines', () => {
    expect(paramOf({ ...name, name: 'details', type: 'map' }, 'a=1\nb = x=y\n', undefined)).toEqual({ a: '1', b: 'x=y' });
  });
});
