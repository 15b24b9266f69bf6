import { createElement, StrictMode, useEffect } from 'react';
import { useChat } from '/examples/react.js';

function Chat() {
	const { lines, state, say } = useChat('/chat/lobby');
	useEffect(() => {
		document.body.dataset.state = state;
	}, [state]);
	const submit = (event) => {
		event.preventDefault();
		say(event.target.elements.text.value);
	};
	return createElement('form', { onSubmit: submit }, createElement('input', { name: 'text' }), createElement('button', {}, 'Say'),
		createElement('output', {}, lines.map(({ from, text }) => `${from}: ${text}\n`)));
}

// In strict mode, React mounts the component twice, and so shows whether it cleans up
const root = globalThis.ReactDOM.createRoot(document.querySelector('main'));
root.render(createElement(StrictMode, {}, createElement(Chat)));
document.querySelector('#leave').addEventListener('click', () => root.unmount());
