/** Jobs that run, and those that just ended, in the corner of every page. */

import { CloseButton, Progress, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

import { dismissJob, isRunning, useJobs, type Job } from '../api/jobs';
import { jobLink, jobTitle } from './jobwords';
import classes from './JobTray.module.css';
import { StateMark } from './StateMark';

const SHOWN_AFTER_SUCCESS_MS = 6000;

export function jobState(job: Job): string {
  return ['Running', 'Done', 'Failed', 'Cancelled'][job.jobstatus] ?? 'Unknown';
}

function Bar({ job }: { readonly job: Job }) {
  const { progress } = job;
  const value = progress === undefined || progress.of === 0 ? 100 : (100 * progress.step) / progress.of;
  return <Progress size="sm" mt={6} value={value} striped={progress === undefined} animated={progress === undefined} aria-label={`Progress of ${jobTitle(job)}`} />;
}

export function JobLine({ job }: { readonly job: Job }) {
  const link = jobLink(job);
  const title = jobTitle(job);
  return (
    <div className={classes.job}>
      <div className={classes.head}>
        {link ? (
          <Link {...link} className="link">
            {title}
          </Link>
        ) : (
          <Text fw={560}>{title}</Text>
        )}
        {isRunning(job) ? (
          <Text fz="sm" c="dimmed">
            {job.progress ? `${job.progress.step} of ${job.progress.of}` : 'Running'}
          </Text>
        ) : (
          <StateMark state={jobState(job)} />
        )}
      </div>
      {isRunning(job) && job.progress && (
        <Text fz="sm" c="dimmed">
          {job.progress.name}
        </Text>
      )}
      {isRunning(job) && <Bar job={job} />}
      {job.errortext && (
        <Text fz="sm" mt={4} className={classes.why}>
          {job.errortext}
        </Text>
      )}
    </div>
  );
}

function useDisplayed(): readonly Job[] {
  const jobs = useJobs();
  const [faded, setFaded] = useState<ReadonlySet<string>>(new Set());
  const done = jobs.filter((job) => job.jobstatus === 1 && !faded.has(job.jobid)).map((job) => job.jobid).join(' ');
  useEffect(() => {
    if (done === '') return undefined;
    const timer = setTimeout(() => setFaded((known) => new Set([...known, ...done.split(' ')])), SHOWN_AFTER_SUCCESS_MS);
    return () => clearTimeout(timer);
  }, [done]);
  return jobs.filter((job) => isRunning(job) || (job.own && (job.jobstatus !== 1 || !faded.has(job.jobid))));
}

export function JobTray() {
  const { id } = useParams({ strict: false });
  // The page of a thing shows the job that runs on it itself.
  const jobs = useDisplayed().filter((job) => !(isRunning(job) && job.instanceid === id));
  return (
    <section className={classes.tray} aria-label="Running jobs" aria-live="polite">
      {jobs.slice(0, 4).map((job) => (
        <div key={job.jobid} className={classes.card} data-failed={job.jobstatus === 2 || undefined}>
          <JobLine job={job} />
          {!isRunning(job) && <CloseButton size="sm" aria-label={`Dismiss ${jobTitle(job)}`} onClick={() => dismissJob(job.jobid)} />}
        </div>
      ))}
    </section>
  );
}
