import { Button, Divider, Loader, Popover, Stack, Text } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import { useMay } from '../api/apis';
import { isRunning, useJobs } from '../api/jobs';
import { JobLine } from '../components/JobTray';
import { to } from '../routes/links';

const SHOWN = 8;

/** How many jobs run now, and the latest ones with their progress and errors. */
export function JobsButton() {
  const jobs = useJobs();
  const may = useMay();
  const running = jobs.filter(isRunning).length;
  return (
    <Popover position="bottom-end" width={360} shadow="md" radius="lg" trapFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={running === 0 ? 'Jobs, none running' : `Jobs, ${running} running`}
          leftSection={running > 0 ? <Loader size={16} aria-hidden /> : <IconActivity size={18} stroke={1.6} />}
        >
          {running > 0 ? `${running} running` : 'Jobs'}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Latest jobs">
        <Stack gap="sm">
          {jobs.length === 0 && <Text c="dimmed">No job since this page was opened.</Text>}
          {jobs.slice(0, SHOWN).map((job) => (
            <JobLine key={job.jobid} job={job} />
          ))}
          <Divider />
          {may('listAsyncJobs') && (
            <Link {...to.list('jobs')} className="link">
              All jobs
            </Link>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
