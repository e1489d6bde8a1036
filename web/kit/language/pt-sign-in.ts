/** Portuguese texts of signing in and registering. */
import type { enSignIn } from './en-sign-in'

export const ptSignIn: typeof enSignIn = {
  session: {
    title: 'Entrar no Cien',
    lead: 'O back office da sua empresa.',
    username: 'Usuário ou e-mail',
    password: 'Senha',
    signingIn: 'Entrando…',
    wrong: 'Usuário ou senha incorretos.',
    expiredTitle: 'Sua sessão terminou',
    expiredText: (name) => `Entre de novo como ${name}. O que você estava fazendo foi mantido.`,
    other: 'Entrar como outra pessoa',
    noAccount: 'É novo aqui?',
    register: 'Registre sua empresa',
    demo: 'As contas de demonstração usam a senha mostrada ao iniciar o Cien.',
  },
  register: {
    title: 'Registre sua empresa',
    lead: 'Você será o primeiro administrador. Verificamos cada registro antes de liberar.',
    business: 'Empresa',
    you: 'Você',
    send: 'Enviar registro',
    sentTitle: 'Confira seu e-mail',
    sentText: 'Enviamos um link. Abra-o para confirmar o endereço; depois verificamos o registro.',
    verifyTitle: 'Confirme seu e-mail',
    verifyToken: 'Código do e-mail',
    verify: 'Confirmar e-mail',
    verifiedTitle: 'Obrigado, seu endereço foi confirmado',
    verifiedText: 'Seu registro está em verificação. Você receberá um e-mail quando puder entrar.',
    verifyFailed: 'Este link não vale mais. Registre-se de novo ou peça um novo link.',
    haveAccount: 'Já tem registro?',
    passwordHelp: 'Pelo menos 12 caracteres; não pode ser uma senha comum nem conter o usuário.',
    usernameHelp: 'Letras, números, pontos, hífens ou sublinhados.',
  },
}
