import { DestroyRef, inject, signal } from '@angular/core';
import { connect } from 'ws-spring-boot-client';

export function injectChat(url) {
	const lines = signal([]);
	const state = signal('connecting');
	const chat = connect(url);
	chat.on('line', (line) => lines.update((before) => [...before, line]));
	chat.addEventListener('state', ({ detail }) => state.set(detail.state));
	inject(DestroyRef).onDestroy(() => chat.close());
	return { lines: lines.asReadonly(), state: state.asReadonly(), say: (text) => chat.send({ type: 'say', text }) };
}
