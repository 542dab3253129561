/** The least a service with a database can be; service-start.ts measures ours against it. */
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.argv[2] ?? ':memory:');
database.exec('CREATE TABLE IF NOT EXISTS visits (at INTEGER)');
const server = createServer((_request, response) => response.end('ok'));
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1');
