import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { browser, names, open, opened, started } from './support.js';

beforeEach(() => open());

async function delays(count) {
	const connection = await started();
	const waits = [];
	for (let i = 0; i < count; i++) {
		browser.socket.end();
		waits.push(connection.retryAt - browser.now);
		await browser.pass(waits.at(-1));
	}
	return waits;
}

test('the bound of the delay doubles up to the maximum', async () => {
	browser.random = 0.999999;
	assert.deepEqual((await delays(9)).map(Math.round), [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
});

test('a delay stays a delay, however many attempts there were', async () => {
	browser.random = 0.5;
	const connection = await started('chat', { delay: 0 });
	for (let i = 0; i < 1_100; i++) {
		browser.socket.end();
		assert.equal(connection.retryAt - browser.now, 50);
		await browser.pass(50);
	}
});

test('no attempt follows another one at once', async () => {
	browser.random = 0;
	assert.deepEqual(await delays(4), [50, 50, 50, 50]);
});

test('a server that accepts and closes is tried at growing distances, until a connection was stable', async () => {
	browser.random = 0.999999;
	const connection = await opened();
	const waits = [];
	for (const age of [0, 100, 4_999, 5_000, 0]) {
		await browser.pass(age);
		browser.socket.end(1011);
		waits.push(Math.round(connection.retryAt - browser.now));
		await browser.pass(waits.at(-1));
		browser.socket.accept();
	}
	assert.deepEqual(waits, [500, 1000, 2000, 500, 1000]);
});

for (const code of [1000, 1003, 1008, 1010, 4403, 4409]) {
	test(`a server that closes with ${code} means it`, async () => {
		const connection = await opened();
		browser.socket.end(code, 'on purpose');
		assert.deepEqual(await connection.closed, { code, reason: 'on purpose' });
		assert.deepEqual(names(connection), ['connecting', 'open', 'closed']);
		assert.equal(browser.timers + browser.listeners, 0);
	});
}

for (const code of [1001, 1002, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 1014, 3000, 4000, 4408]) {
	test(`a connection that ends with ${code} comes back`, async () => {
		const connection = await opened();
		browser.socket.end(code);
		assert.equal(connection.state, 'waiting');
		await browser.pass(250);
		browser.socket.accept();
		assert.equal(connection.state, 'open');
	});
}

test('4401 asks for another token, and ends if that is refused as well', async () => {
	let count = 0;
	const connection = await opened('chat', { token: () => `token-${++count}` });
	browser.socket.end(4401, 'expired');
	assert.equal(connection.state, 'waiting');
	await browser.pass(300);
	assert.equal(browser.socket.protocols.at(-1), 'token-2');
	browser.socket.accept();
	browser.socket.end(4401, 'still expired');
	assert.deepEqual(await connection.closed, { code: 4401, reason: 'still expired' });
});

test('4401 of a connection that was stable is the first one again', async () => {
	const connection = await opened('chat', { token: async () => 'token' });
	for (let i = 0; i < 3; i++) {
		await browser.pass(5_000);
		browser.socket.end(4401);
		await browser.pass(300);
		browser.socket.accept();
	}
	assert.equal(connection.state, 'open');
});

test('retry-after is the lower bound of the delay, read as the server reads it', async () => {
	const cases = readFileSync(new URL('retry-after.csv', import.meta.url), 'utf8').trim().split('\n').slice(1)
		.map((line) => line.split('|').map((cell) => cell.trim()));
	assert.ok(cases.length > 15);
	for (const [code, reason, seconds] of cases) {
		open();
		const connection = await opened();
		browser.socket.end(Number(code), reason);
		assert.equal(connection.retryAt - browser.now, 1_000 * seconds + 250, `${code} ${reason}`);
	}
});

test('100 clients of a server that drains return over more than 5 seconds', async () => {
	const returns = [];
	for (let i = 0; i < 100; i++) {
		open();
		const connection = await opened();
		browser.random = (i * 37 % 100) / 100;
		browser.socket.end(1012, `retry-after=${1 + i % 10}`);
		returns.push(connection.retryAt - browser.now);
	}
	assert.ok(Math.max(...returns) - Math.min(...returns) > 5_000);
	for (let second = 0; second < 12; second++) {
		assert.ok(returns.filter((time) => Math.floor(time / 1_000) === second).length <= 20);
	}
});

test('a handshake that does not end is given up', async () => {
	const connection = await started();
	await browser.pass(14_999);
	assert.equal(connection.state, 'connecting');
	await browser.pass(1);
	assert.deepEqual({ ...connection.states.at(-1), retryAt: 0 }, { state: 'waiting', code: 1006, reason: 'timeout', retryAt: 0 });
	const late = browser.socket;
	await browser.pass(250);
	late.accept();
	assert.deepEqual(late.closedWith, { code: 1000, reason: '' }, 'one that opens too late is closed');
	browser.socket.accept();
	assert.equal(connection.state, 'open');
	late.receive('late');
	late.end();
	assert.equal(connection.state, 'open');
});

test('a socket that connects is closed when it is open, since Safari takes it amiss before', async () => {
	const connection = await started();
	connection.close();
	assert.equal(browser.socket.closedWith, null);
	browser.socket.accept();
	assert.deepEqual(browser.socket.closedWith, { code: 1000, reason: '' });
	assert.deepEqual(names(connection), ['connecting', 'closed']);
});

test('a network that is back has delays as at first', async () => {
	const connection = await started();
	for (let i = 0; i < 8; i++) {
		browser.socket.end();
		await browser.pass(connection.retryAt - browser.now);
	}
	browser.socket.end();
	assert.equal(connection.retryAt - browser.now, 15_000);
	await browser.fire('online');
	browser.socket.end();
	assert.equal(connection.retryAt - browser.now, 250);
});
