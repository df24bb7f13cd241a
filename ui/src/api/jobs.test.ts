import { beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.resetModules();
});

const started = { jobid: 'j', cmd: 'rebootVirtualMachine', jobstatus: 0 };

describe('the job store', () => {
  it('names a job that the stream had told of and ended before its call was answered', async () => {
    const { ended, noteJob } = await import('./jobs');
    noteJob({ ...started, jobstatus: 1 });
    noteJob({ ...started, description: 'Reboot: web-1', own: true });
    expect(await ended('j')).toMatchObject({ jobstatus: 1, description: 'Reboot: web-1', own: true });
  });

  it('tells those who wait how a job ended', async () => {
    const { ended, noteJob } = await import('./jobs');
    noteJob(started);
    const waiting = ended('j');
    noteJob({ ...started, jobstatus: 2, errortext: 'no room' });
    expect(await waiting).toMatchObject({ jobstatus: 2, errortext: 'no room' });
  });
});
