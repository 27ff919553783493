" Vim settings for Sluice scripts (.pipe)

if exists("b:did_ftplugin")
  finish
endif
let b:did_ftplugin = 1

setlocal expandtab shiftwidth=4 softtabstop=4 textwidth=0
setlocal comments=:##,:# commentstring=#\ %s formatoptions-=t formatoptions+=croql
setlocal suffixesadd=.pipe
" gq on the whole file: ggVGgq
if executable("sluice")
  setlocal formatprg=sluice\ fmt\ -
endif

let b:undo_ftplugin = "setlocal expandtab< shiftwidth< softtabstop< textwidth< comments< commentstring< formatoptions< suffixesadd< formatprg<"
