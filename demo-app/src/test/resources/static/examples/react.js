import { useEffect, useState } from 'react';
import { connect } from 'ws-spring-boot-client';

export function useChat(url) {
	const [chat, setChat] = useState(null);
	const [lines, setLines] = useState([]);
	const [state, setState] = useState('connecting');
	useEffect(() => {
		const connection = connect(url);
		connection.on('line', (line) => setLines((before) => [...before, line]));
		connection.addEventListener('state', ({ detail }) => setState(detail.state));
		setChat(connection);
		return () => connection.close();
	}, [url]);
	return { lines, state, say: (text) => chat?.send({ type: 'say', text }) };
}
