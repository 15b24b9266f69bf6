// The types are written by hand, so they are compared with what there is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { connect as connectAsking } from '../../main/resources/META-INF/resources/webjars/ws-client/ws-ask.js';
import { connecting, open } from './support.js';

const FOLDER = new URL('../../main/resources/META-INF/resources/webjars/ws-client/', import.meta.url);

beforeEach(() => open());

function read(file) {
	return readFileSync(new URL(file, FOLDER), 'utf8');
}

/** The text from a beginning to the end of its block. */
function block(text, beginning) {
	assert.ok(text.includes(beginning), beginning);
	return text.slice(text.indexOf(beginning)).split(/\n\}/)[0];
}

/** What a type declares, without comments. */
function declared(file, beginning) {
	const text = block(read(file), beginning).replace(/\/\*\*.*?\*\//gs, '');
	return new Set([...text.matchAll(/^\t(?:readonly )?(\w+)\??[:(<]/gm)].map(([, name]) => name));
}

/** The names and values of a literal. */
function defaults(file, name) {
	const text = block(read(file), `const ${name} = {`).split('};')[0];
	return new Map([...text.matchAll(/(\w+): ([^\n{}]*?|\{\}|\(\) => '')(?:,? *$|, (?=\w+: )| \}|, \})/gm)].map(([, key, value]) => [key, value]));
}

for (const [file, literal, beginning] of [
	['ws-client', 'OPTIONS', 'export interface Options<'], ['ws-client', 'QUEUE_OPTIONS', 'export interface QueueOptions '],
]) {
	test(`the options of ${literal} are those of the types`, () => {
		const options = defaults(`${file}.js`, literal);
		assert.ok(options.size > 2);
		assert.deepEqual(new Set(options.keys()), declared(`${file}.d.ts`, beginning));
	});
}

test('the options of questions are those of the types', () => {
	const options = new Set(defaults('ws-ask.js', 'OPTIONS').keys());
	assert.ok(options.delete('typeField'));
	assert.deepEqual(options, declared('ws-ask.d.ts', 'export interface AskOptions<'));
});

test('each option of the types exists, and no other one', () => {
	const names = [...declared('ws-client.d.ts', 'export interface Options<')];
	for (const name of [...names, 'other']) {
		assert.throws(() => connecting('chat', { [name]: Symbol(name) }), ({ message }) =>
			message.includes('type undefined') === (name === 'other'), name);
	}
});

test('connections have the members of the types', () => {
	const members = declared('ws-client.d.ts', 'export interface Connection<');
	const asking = declared('ws-ask.d.ts', 'export type AskConnection<');
	assert.ok(members.size > 5 && asking.size === 2);
	for (const [connect, expected] of [[undefined, members], [connectAsking, new Set([...members, ...asking])]]) {
		const connection = connecting('chat', { connect });
		const names = new Set([...Object.getOwnPropertyNames(connection), ...Object.getOwnPropertyNames(Object.getPrototypeOf(connection)),
			'addEventListener', 'removeEventListener']);
		// Of the tests
		['constructor', 'states', 'dropped'].forEach((name) => names.delete(name));
		assert.deepEqual(names, expected);
	}
});
