import { Button, Collapse, PasswordInput, Stack, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure, useDocumentTitle } from '@mantine/hooks';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { logIn, showCode, type Challenge } from '../../api/auth';
import { Mark } from '../../app/Logo';
import { ThemeSwitch } from '../../app/ThemeSwitch';
import { Trouble } from '../../components/Trouble';
import { to } from '../../routes/links';
import classes from './Login.module.css';
import { SecondFactor } from './SecondFactor';

function Horizon() {
  return (
    <svg className={classes.horizon} viewBox="0 0 1200 420" aria-hidden="true" focusable="false">
      <path className={classes.far} d="M0 420V300l160-70 120 60 180-140 130 96 150-66 200 110 260-90v220z" />
      <path className={classes.near} d="M0 420v-56l230-60 190 34 168-190c10-11 24-11 34 0l150 176 210-40 218 76v60z" />
      <path className={classes.cap} d="M452 128c46-40 96-58 152-58s108 18 154 58c-48-20-98-29-154-29s-104 9-152 29z" />
    </svg>
  );
}

export function Login() {
  useDocumentTitle('Log in · Pileus');
  const { next } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const { history } = useRouter();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [domain, setDomain] = useState('');
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [code, setCode] = useState('');
  const [more, { toggle }] = useDisclosure(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const enter = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const needed = challenge === null ? await logIn({ username, password, domain }) : null;
      if (challenge) await showCode(challenge, code);
      if (needed) {
        setChallenge(needed);
        setBusy(false);
        return;
      }
      if (next === undefined) await navigate(to.home());
      else history.push(next);
    } catch (caught) {
      setError(caught instanceof Error ? caught : new Error(String(caught)));
      setChallenge(null);
      setCode('');
      setBusy(false);
    }
  };
  return (
    <main className={classes.page}>
      <Horizon />
      <div className={classes.corner}>
        <ThemeSwitch />
      </div>
      <form
        className={classes.card}
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <Mark size={44} />
        <Title order={1} fz={26} mt="sm">
          Log in to Pileus
        </Title>
        <Text c="dimmed" mb="lg">
          Your private cloud on this host.
        </Text>
        <Stack gap="md">
          {challenge ? (
            <SecondFactor challenge={challenge} code={code} onCode={setCode} />
          ) : (
            <>
          <TextInput
            label="User name"
            autoComplete="username"
            required
            withAsterisk={false}
            // There is nothing else to do on this page.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            value={username}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput label="Password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
          <Collapse expanded={more}>
            <TextInput label="Domain" description="A path such as ROOT/sales. Empty means ROOT." value={domain} onChange={(event) => setDomain(event.currentTarget.value)} />
          </Collapse>
            </>
          )}
          {error && <Trouble error={error} what="You are not logged in." />}
          <Button type="submit" size="md" loading={busy} fullWidth>
            Log in
          </Button>
          {!challenge && (
            <UnstyledButton className={classes.more} onClick={toggle} aria-expanded={more}>
              {more ? 'Log in to the ROOT domain' : 'Log in to another domain'}
            </UnstyledButton>
          )}
        </Stack>
      </form>
      <Text className={classes.foot} fz="sm">
        First log-in: the user is <code>admin</code>; <code>pileus up</code> printed the password. Lost it? <code>pileus reset-admin</code> makes a new one.
      </Text>
    </main>
  );
}
