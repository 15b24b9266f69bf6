// What scripts against a real server have in common.

import { createRequire } from 'node:module';

/** Dispatches "pong" for each answer that the module keeps to itself. */
export const pongs = new EventTarget();

/** Lets the module use the WebSocket of the npm package "ws", in this folder. */
export function useWebSocketOf(library) {
	globalThis.WebSocket = class extends createRequire(import.meta.url)(library).WebSocket {

		constructor(url, protocols) {
			super(url, protocols);
			// In Node, unlike in browsers, this event needs a listener
			this.onerror = () => {};
			this.addEventListener('message', ({ data }) => data === '{"type":"ws.pong"}' && pongs.dispatchEvent(new Event('pong')));
		}

	};
}
