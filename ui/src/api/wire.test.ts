import { describe, expect, it } from 'vitest';

import { ApiError, asPage, encode, unwrap } from './wire';

describe('parameters', () => {
  it('writes lists, maps and several maps as CloudStack reads them', () => {
    const sent = encode({ ids: ['a', 'b'], details: { memory: '512' }, tags: [{ key: 'k', value: 'v' }], none: undefined, empty: '' });
    expect(Object.fromEntries(sent)).toEqual({ ids: 'a,b', 'details[0].memory': '512', 'tags[0].key': 'k', 'tags[0].value': 'v' });
  });
});

describe('answers', () => {
  it('takes an empty list for a page of nothing', () => {
    expect(asPage(unwrap('listZones', 200, { listzonesresponse: {} }))).toEqual({ count: 0, items: [] });
  });

  it('counts all matches, not those of the page', () => {
    const page = asPage(unwrap('listZones', 200, { listzonesresponse: { count: 31, zone: [{ id: '1' }] } }));
    expect(page).toEqual({ count: 31, items: [{ id: '1' }] });
  });

  it('tells an error with its code and text', () => {
    const refused = { wrapper: { uuidList: [], errorcode: 431, cserrorcode: 4350, errortext: 'name is too long' } };
    expect(() => unwrap('createDomain', 431, refused)).toThrow(expect.objectContaining({ code: 431, detail: 4350, message: 'name is too long' }));
  });

  it('does not take another server for CloudStack', () => {
    expect(() => unwrap('listZones', 502, undefined)).toThrow(ApiError);
  });
});
