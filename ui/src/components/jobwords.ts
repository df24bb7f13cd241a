/** What a job is called, and where it leads. */

import type { Job } from '../api/jobs';
import { byType } from '../api/resources';
import { commandTitle } from '../format';
import { to } from '../routes/links';

export function jobTitle(job: Job): string {
  return job.description ?? commandTitle(job.cmd.split('.').at(-1)?.replace(/Cmd(ByAdmin)?$/, '') ?? job.cmd);
}

export function jobLink(job: Job): ReturnType<typeof to.detail> | undefined {
  const resource = byType.get(job.instancetype ?? '');
  if (resource === undefined || job.instanceid === undefined) return undefined;
  return to.detail(resource.slug, job.instanceid);
}
