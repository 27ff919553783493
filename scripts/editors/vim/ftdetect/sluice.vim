autocmd BufRead,BufNewFile *.pipe setfiletype sluice
