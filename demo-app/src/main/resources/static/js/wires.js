// The endpoints this page talks to, in the order in which they leave the cable harness.

export const WIRES = [
	{ id: 'chat', path: '/ws/chat/…' },
	{ id: 'ticker', path: '/ws/ticker' },
	{ id: 'hello', path: '/ws/hello' },
	{ id: 'echo', path: '/ws/echo' },
	{ id: 'broadcast', path: '/ws/broadcast' },
	{ id: 'broadcast-all', path: '/ws/broadcast-all' }
];
