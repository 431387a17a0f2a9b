import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A database of its own on the PostgreSQL of the test run, and a user who may only sign in. */
export interface Database {
  host: string;
  port: string;
  name: string;
  user: string;
  password: string;
  /** The authority that signed the server's certificate, as PEM; "" if it has no TLS. */
  authority: string;
  /** Runs SQL as the administrator of the database. */
  run: (sql: string) => string;
}

const variable = 'WRIT_TEST_POSTGRES_URL';

/** Makes a database with one table, and a user without rights to write. */
export function newDatabase(): Database {
  const url = process.env[variable];
  if (!url) throw new Error(`${variable} is not set: run the journeys with make e2e.`);
  const server = new URL(url);
  const id = randomBytes(4).toString('hex');
  const [name, user, password] = [`shop_${id}`, `analyst_${id}`, randomBytes(9).toString('hex')];
  const psql = (database: string, sql: string) => {
    const target = new URL(server);
    target.pathname = `/${database}`;
    return execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-At', target.href], { input: sql, encoding: 'utf8' });
  };
  psql(server.pathname.slice(1), `CREATE ROLE ${user} LOGIN PASSWORD '${password}'; CREATE DATABASE ${name};`);
  psql(
    name,
    `CREATE SCHEMA shop; CREATE TABLE shop.orders (id bigint, customer text, amount numeric(10,2));
     INSERT INTO shop.orders VALUES (1, 'Ada', 10.50), (2, NULL, 7.00), (9007199254740993, '', 0.10);
     GRANT USAGE ON SCHEMA shop TO ${user}; GRANT SELECT ON shop.orders TO ${user};`,
  );
  const authority = server.searchParams.get('sslrootcert');
  return {
    host: server.hostname,
    port: server.port,
    name,
    user,
    password,
    authority: authority ? readFileSync(authority, 'utf8') : '',
    run: (sql) => psql(name, sql),
  };
}
