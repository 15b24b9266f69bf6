import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { connect } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-client.js';
import { browser, connecting, names, open, opened, started } from './support.js';

beforeEach(() => open());

/** Attempts fail until the given number of them was made. */
async function fail(connection, count) {
	for (let i = 0; i < count && connection.state !== 'closed'; i++) {
		browser.socket.end();
		await browser.pass(connection.retryAt - browser.now);
	}
}

test('URLs are relative to the base of the document', async () => {
	for (const [url, expected] of [
		['chat/lobby?a=b', 'wss://www.example.org/app/chat/lobby?a=b'], ['/chat', 'wss://www.example.org/chat'], ['', 'wss://www.example.org/app/index.html'],
		['../chat', 'wss://www.example.org/chat'], ['//other.example.org/chat', 'wss://other.example.org/chat'], ['chat#fragment', 'wss://www.example.org/app/chat'],
		['ws://localhost:8080/a', 'ws://localhost:8080/a'], ['wss://a.example.org', 'wss://a.example.org/'], ['http://localhost/a', 'ws://localhost/a'],
		['HTTPS://a.example.org/ä b', 'wss://a.example.org/%C3%A4%20b'], [new URL('https://a.example.org/x'), 'wss://a.example.org/x'],
	]) {
		await started(url);
		assert.equal(browser.socket.url, expected);
	}
});

test('a URL of another kind is an error of the caller', () => {
	for (const url of ['ftp://a.example.org', 'file:///a', 'data:,a', 'javascript:alert(1)', 'mailto:a@example.org', 'https://', 'http://a:b:c',
		'wss://user@a.example.org', 'wss://user:secret@a.example.org', 'wss://:secret@a.example.org', 'httpx://a', 'shttp://a']) {
		assert.throws(() => connect(url), TypeError, url);
	}
	assert.equal(browser.listeners, 0);
});

test('a relative URL without a document is an error of the caller', () => {
	browser.close();
	assert.throws(() => connect('/chat'), TypeError);
});

test('a worker has no document', async () => {
	open({ worker: true, base: 'https://www.example.org/js/worker.js' });
	const connection = await opened('../chat');
	assert.equal(browser.socket.url, 'wss://www.example.org/chat');
	browser.socket.end();
	await browser.fire('online');
	assert.equal(connection.state, 'connecting');
});

test('a URL may be computed for each attempt', async () => {
	let count = 0;
	const connection = await opened(async () => `chat?ticket=${++count}`);
	browser.socket.end();
	await browser.pass(250);
	assert.equal(browser.socket.url, 'wss://www.example.org/app/chat?ticket=2');
	assert.equal(connection.state, 'connecting');
});

test('each attempt asks for a token, which follows its name', async () => {
	let count = 0;
	await opened('chat', { token: async () => `token-${++count}` });
	assert.deepEqual(browser.socket.protocols, ['ws.v1', 'bearer', 'token-1']);
	browser.socket.end();
	await browser.pass(250);
	assert.deepEqual(browser.socket.protocols, ['ws.v1', 'bearer', 'token-2']);
});

test('the name of the token can be another one', async () => {
	await started('chat', { token: () => 'secret', tokenProtocol: 'access-token' });
	assert.deepEqual(browser.socket.protocols, ['ws.v1', 'access-token', 'secret']);
});

test('no token is no offer', async () => {
	for (const token of [undefined, null, '']) {
		await started('chat', { token: () => token });
		assert.deepEqual(browser.socket.protocols, ['ws.v1']);
	}
});

test('a token that cannot be a sub-protocol is an error that does not show it', async () => {
	for (const token of ['Bearer abc', 'a/b', 'a=', 'a,b', 'ä', 'a\n']) {
		open();
		const connection = await started('https://other.example.org/chat', { token: () => token });
		await browser.pass(60_000);
		const { code, reason, error } = await connection.closed;
		assert.deepEqual({ code, reason }, { code: 1006, reason: 'failed' });
		assert.ok(error instanceof TypeError);
		assert.ok(!error.message.includes(token));
		assert.equal(browser.sockets.length, 0);
	}
});

test('the token is given up after a while, and the one that comes late is not used', async () => {
	let answer;
	const connection = await started('chat', { token: () => new Promise((resolve) => answer = resolve) });
	const late = answer;
	await browser.pass(15_000);
	assert.equal(connection.state, 'waiting');
	late('late');
	await browser.settle();
	assert.equal(browser.sockets.length, 0);
	await browser.pass(250);
	answer('token');
	await browser.settle();
	assert.equal(browser.socket.protocols.at(-1), 'token');
});

test('close() while the token is asked for opens nothing', async () => {
	let answer;
	const connection = await started('chat', { token: () => new Promise((resolve) => answer = resolve) });
	connection.close();
	answer('token');
	await browser.settle();
	assert.equal(browser.sockets.length, 0);
	assert.equal(browser.timers, 0);
});

test('close() by a listener of the first state opens nothing', async () => {
	const connection = connecting();
	connection.addEventListener('state', () => connection.close());
	await browser.settle();
	assert.deepEqual(names(connection), ['connecting', 'closed']);
	assert.equal(browser.sockets.length + browser.timers + browser.listeners, 0);
});

for (const [name, url] of [['another origin', 'https://other.example.org/chat'], ['this origin, which answers', 'chat']]) {
	test(`a token that is rejected three times in a row ends it: ${name}`, async () => {
		browser.answer = async () => ({ status: 401 });
		const error = new Error('no login');
		const connection = await started(url, { token: async () => Promise.reject(error) });
		assert.equal(connection.state, 'waiting');
		assert.equal(connection.states.at(-1).error, error);
		await browser.pass(60_000);
		assert.deepEqual(await connection.closed, { code: 1006, reason: 'failed', error });
		assert.deepEqual(names(connection), ['connecting', 'waiting', 'connecting', 'waiting', 'connecting', 'waiting', 'closed']);
		assert.equal(browser.timers + browser.listeners, 0);
	});
}

test('a token that is rejected while the server is away does not end it', async () => {
	let isAway = true;
	const connection = await started('chat', { token: async () => isAway ? Promise.reject(new TypeError('Failed to fetch')) : 'token' });
	await browser.pass(300_000);
	browser.answer = async () => ({ status: 502 });
	await browser.pass(300_000);
	isAway = false;
	connection.retryNow();
	await browser.settle();
	browser.socket.accept();
	assert.equal(connection.state, 'open');
});

test('rejections count in a row only', async () => {
	let count = 0;
	const connection = await started('wss://other.example.org', { token: async () => (++count % 3) ? Promise.reject(new Error()) : 'token' });
	for (let i = 0; i < 4; i++) {
		await browser.pass(30_000);
		browser.socket.end();
	}
	assert.notEqual(connection.state, 'closed');
});

test('a token that does not come says nothing about the server', async () => {
	let answer;
	browser.answer = async () => ({ status: 401 });
	const connection = await started('chat', { token: () => new Promise((resolve) => answer = resolve) });
	for (let i = 0; i < 2; i++) {
		await browser.pass(15_000);
		const { state, code, reason, error } = connection.states.at(-1);
		assert.deepEqual({ state, code, reason }, { state: 'waiting', code: 1006, reason: 'timeout' });
		assert.ok(error instanceof Error);
		await browser.pass(connection.retryAt - browser.now);
	}
	assert.equal(browser.requests.length, 0);
	answer('token');
	await browser.settle();
	assert.deepEqual(browser.socket.protocols, ['ws.v1', 'bearer', 'token'], 'no handshake has failed');
	browser.socket.end();
	await browser.pass(connection.retryAt - browser.now);
	answer('token');
	await browser.settle();
	browser.socket.accept('bearer');
	assert.equal(connection.state, 'open');
	assert.equal(browser.requests.length, 0);
});

test('a token that does not come three times in a row ends it with that error', async () => {
	browser.answer = async () => ({ status: 401 });
	const connection = await started('chat', { token: () => new Promise(() => {}) });
	await browser.pass(60_000);
	const { code, reason, error } = await connection.closed;
	assert.deepEqual({ code, reason }, { code: 1006, reason: 'timeout' });
	assert.ok(error instanceof Error);
	assert.equal(browser.sockets.length, 0);
});

test('sub-protocols of the application are offered with ours first, and the page sees its own', async () => {
	const connection = await started('chat', { protocols: ['game.v2', 'game.v1'], token: () => 'token' });
	assert.deepEqual(browser.socket.protocols, ['game.v2+ws.v1', 'game.v1+ws.v1', 'game.v2', 'game.v1', 'bearer', 'token']);
	browser.socket.accept('game.v1+ws.v1');
	assert.equal(connection.protocol, 'game.v1');
	assert.deepEqual(connection.states.at(-1), { state: 'open', protocol: 'game.v1' });
});

test('one sub-protocol needs no array', async () => {
	const connection = await opened('chat', { protocols: 'game.v1' });
	assert.deepEqual(browser.socket.protocols, ['game.v1+ws.v1', 'game.v1']);
	assert.equal(connection.protocol, 'game.v1');
});

test('the agreed sub-protocol is the own one or none', async () => {
	for (const [options, selected, expected] of [
		[{}, 'ws.v1', ''], [{}, '', ''], [{ protocols: 'a' }, 'a', 'a'], [{ protocols: 'a+b' }, 'a+b+ws.v1', 'a+b'], [{ protocols: 'news.v1' }, 'news.v1', 'news.v1'],
	]) {
		open();
		const connection = await started('chat', options);
		browser.socket.accept(selected);
		assert.equal(connection.protocol, expected);
	}
});

test('a sub-protocol with characters that it cannot have is an error of the caller', () => {
	assert.throws(() => connect('chat', { protocols: ['a b'] }), TypeError);
});

test('a server that fails handshakes with ours is reached without', async () => {
	const connection = await started('chat', { token: () => 'token' });
	assert.deepEqual(browser.socket.protocols, ['ws.v1', 'bearer', 'token']);
	await fail(connection, 1);
	assert.deepEqual(browser.socket.protocols, ['bearer', 'token']);
	browser.socket.accept('');
	assert.equal(connection.state, 'open');
	await fail(connection, 2);
	browser.socket.accept('');
	for (let i = 0; i < 3; i++) {
		await fail(connection, 1);
		assert.deepEqual(browser.socket.protocols, ['bearer', 'token'], 'the server is known by now');
		browser.socket.accept('');
	}
	assert.equal(connection.state, 'open');
});

test('a server that has agreed to ours is always offered it', async () => {
	const connection = await opened();
	const offers = [];
	browser.socket.end(1001);
	for (let i = 0; i < 8; i++) {
		await browser.pass(connection.retryAt - browser.now);
		offers.push(browser.socket.protocols.length);
		browser.socket.end();
	}
	assert.deepEqual(offers, [1, 1, 1, 1, 1, 1, 1, 1]);
});

test('attempts without a network say nothing about the server', async () => {
	browser.onLine = false;
	const connection = await started();
	await fail(connection, 4);
	assert.deepEqual(browser.socket.protocols, ['ws.v1']);
	assert.equal(browser.requests.length, 0);
});

test('errors of the token say nothing about the server', async () => {
	let count = 0;
	await started('chat', { token: async () => (++count > 1) ? 'token' : Promise.reject(new Error()) });
	await browser.pass(250);
	assert.deepEqual(browser.socket.protocols, ['ws.v1', 'bearer', 'token']);
});

test('the third failure in a row asks by HTTP, as the handshake would', async () => {
	const connection = await started('chat?a=b', { token: () => 'token' });
	await fail(connection, 2);
	assert.equal(browser.requests.length, 0);
	await fail(connection, 1);
	assert.equal(browser.requests.length, 1);
	const { url, redirect, cache, headers } = browser.requests[0];
	assert.deepEqual({ url, redirect, cache, headers }, {
		url: 'https://www.example.org/app/chat?a=b', redirect: 'manual', cache: 'no-store',
		headers: { 'X-Requested-With': 'XMLHttpRequest', Authorization: 'Bearer token' },
	});
	await fail(connection, 3);
	assert.equal(browser.requests.length, 2);
});

test('another origin is not asked', async () => {
	const connection = await started('wss://other.example.org/chat', { token: () => 'token' });
	await fail(connection, 9);
	assert.equal(browser.requests.length, 0);
	assert.equal(connection.state, 'connecting');
});

for (const [name, answer, expected] of [
	['403', { status: 403 }, { code: 4403, reason: 'forbidden' }],
	['a redirect', { type: 'opaqueredirect', status: 0 }, { code: 4401, reason: 'login' }],
]) {
	test(`${name} is final`, async () => {
		browser.answer = async () => answer;
		const connection = await started();
		await fail(connection, 3);
		assert.deepEqual(await connection.closed, expected);
		assert.equal(connection.states.at(-1).state, 'closed');
		assert.equal(browser.timers + browser.listeners, 0);
	});
}

for (const status of [200, 400, 404, 426, 429, 500, 503]) {
	test(`${status} is not final`, async () => {
		browser.answer = async () => ({ status });
		const connection = await started();
		await fail(connection, 10);
		browser.socket.accept();
		assert.equal(connection.state, 'open');
	});
}

test('401 asks for one other token, whose refusal is final', async () => {
	let count = 0;
	browser.answer = async () => ({ status: 401 });
	const connection = await started('chat', { token: () => `token-${++count}` });
	await fail(connection, 3);
	assert.equal(connection.state, 'connecting');
	assert.equal(browser.socket.protocols.at(-1), 'token-4');
	await fail(connection, 1);
	assert.deepEqual(await connection.closed, { code: 4401, reason: 'unauthorized' });
	assert.equal(browser.sockets.length, 4);
	assert.equal(browser.requests.at(-1).headers.Authorization, 'Bearer token-4');
});

test('401 and a token that is taken go on as if nothing had been', async () => {
	let status = 401;
	browser.answer = async () => ({ status });
	const connection = await started('chat', { token: () => 'token' });
	await fail(connection, 3);
	browser.socket.accept();
	await browser.pass(5_000);
	browser.socket.end(1012);
	status = 503;
	await browser.pass(500);
	await fail(connection, 9);
	assert.notEqual(connection.state, 'closed');
});

test('an answer that comes after the connection is of no interest', async () => {
	let answer;
	browser.answer = () => new Promise((resolve) => answer = resolve);
	const connection = await started();
	await fail(connection, 3);
	browser.socket.accept();
	assert.ok(browser.requests[0].signal.aborted);
	answer({ status: 403 });
	await browser.settle();
	assert.equal(connection.state, 'open');
});

test('a question by HTTP takes the place of the one before', async () => {
	browser.answer = () => new Promise(() => {});
	const connection = await started('chat', { delay: 0 });
	await fail(connection, 6);
	assert.deepEqual(browser.requests.map(({ signal }) => signal.aborted), [true, true]);
	assert.equal(browser.timers, 1);
});

test('an answer about a token that is replaced meanwhile is of no interest', async () => {
	const answers = [];
	browser.answer = () => new Promise((resolve) => answers.push(resolve));
	let token = 'old';
	const connection = await started('chat', { token: () => token });
	await fail(connection, 3);
	token = 'new';
	await fail(connection, 1);
	answers[0]({ status: 403 });
	await browser.settle();
	assert.equal(connection.state, 'connecting');
	browser.socket.accept();
	assert.equal(connection.state, 'open');
});

test('an answer that does not come before the next attempt is given up', async () => {
	browser.answer = () => new Promise(() => {});
	const connection = await started();
	await fail(connection, 2);
	browser.socket.end();
	await browser.settle();
	assert.equal(connection.state, 'waiting');
	assert.ok(!browser.requests[0].signal.aborted);
	await browser.pass(connection.retryAt - browser.now);
	assert.ok(browser.requests[0].signal.aborted);
	browser.socket.accept();
	assert.equal(connection.state, 'open');
});
