/** The mark: a pileus, the small cap of cloud that stands over a summit. */

import classes from './Logo.module.css';

export function Mark({ size = 30 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false" className={classes.mark}>
      <path className={classes.rock} d="M2 28 13.9 12c1-1.4 3.1-1.4 4.2 0L30 28z" />
      <path className={classes.shade} d="M18.1 12 30 28H19.800l-4.300-7.6 1.900-2.700-1.900-6.300c1-.3 2 0 2.600.6z" />
      <path className={classes.cloud} d="M2.5 9.400C6.4 5 11 3 16 3s9.6 2 13.5 6.400C25.4 7.5 20.9 6.6 16 6.600s-9.400.9-13.5 2.800z" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className={classes.logo}>
      <Mark />
      <span className={classes.word}>Pileus</span>
    </span>
  );
}
