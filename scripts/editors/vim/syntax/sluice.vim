" Vim syntax file
" Language: Sluice (.pipe)
" Made by `sluice grammar vim` from the tables of the language.

if exists("b:current_syntax")
  finish
endif

syntax case match
syntax sync minlines=200

syntax keyword sluiceControl if else for in while break continue return
syntax keyword sluiceDeclare let var fn
syntax keyword sluiceWordOperator and or not
syntax keyword sluiceConstant true false none
syntax keyword sluiceWeekday mon tue wed thu fri sat sun

syntax match sluiceOperator ~|>\|=>\|->\|==\|!=\|<=\|>=\|\.\.\|//\|[-+*/%<>=]~
syntax match sluiceLateName ~\<\%(revision\|previous\|target\|region\|zone\|wave\|stage\|pipeline\|execution\|share\)\>~
syntax match sluiceCall ~\<\h\w*\ze(~
syntax match sluiceBuiltin ~\<\%(len\|range\|sum\|min\|max\|sorted\|reversed\|zip\|enumerate\|map\|filter\|any\|all\|unique\|flatten\|group_by\|chunk\|first\|last\|take\|drop\|keys\|values\|get\|split\|join\|lower\|upper\|trim\|replace\|starts_with\|ends_with\|contains\|format\|int\|float\|string\|type\|date\|raw\|secret\|read\|json\|yaml\|csv\|json_parse\|inventory\|env\|arg\|prometheus\|http\|exec\|alertmanager\|cloudwatch\|alarm_state\|elapsed\|coverage\|report\|target\|fleet\|git\|pipeline\)\ze\s*(~
syntax match sluiceBuiltin ~\%(|>\s*\)\@<=\%(len\|range\|sum\|min\|max\|sorted\|reversed\|zip\|enumerate\|map\|filter\|any\|all\|unique\|flatten\|group_by\|chunk\|first\|last\|take\|drop\|keys\|values\|get\|split\|join\|lower\|upper\|trim\|replace\|starts_with\|ends_with\|contains\|format\|int\|float\|string\|type\|date\|raw\|secret\|read\|json\|yaml\|csv\|json_parse\|inventory\|env\|arg\|prometheus\|http\|exec\|alertmanager\|cloudwatch\|alarm_state\|elapsed\|coverage\|report\|target\|fleet\|git\|pipeline\)\>~
syntax match sluiceWord ~\<\%(breaching\|ok\|ignore\|keep\|superseded\|queued\|strict\|cell\|failure\|nothing\)\>\%(\s*\%(=\%([^=]\|$\)\|[.:(]\)\)\@!~
syntax match sluiceModifier ~\<\%(every\|missing\|with\|rolling\|one\|max_failures\|share\|timeout\|allow_empty\|env\|on\|retry\|backoff\|safe_to_repeat\|as\|watching\|until\|at_most\|message\|within\|because\|at\|past\|to\|seed\|runs\|from\|takes\|fails\|after\|arrives\|of\|when\|a\|time\)\>\%(\s*\%(=\%([^=]\|$\)\|[.:(,)]\)\)\@!~
syntax match sluiceLabel ~\<\h\w*\ze\s*:~
syntax match sluiceMember ~\.\@<=\h\w*~
syntax match sluiceType ~\%(\%(:\|->\)\s*\[\=\)\@<=\%(Alarm\|Bool\|Condition\|Date\|Deployer\|Duration\|Execution\|Fleet\|Float\|Function\|Instant\|Int\|List\|Map\|Percent\|Pipeline\|Range\|Revision\|Secret\|Signal\|Size\|String\|Target\|Template\|TimeOfDay\|Weekday\|Window\)\>~
syntax match sluiceFunction ~\%(\<fn\s\+\)\@<=\h\w*~
syntax match sluiceVariable ~\%(\<\%(let\|var\)\s\+\)\@<=\h\w*~
syntax match sluiceInclude ~\%(\%(^\|;\)\s*\)\@<=import\ze\s*["']~
syntax match sluiceInclude ~\%(["']\s\+\)\@<=as\>~

syntax match sluiceClause ~\%(\%([=(]\|\<return\>\|\<expect\>\|\<print\>\)\s*\)\@<=\%(alarm\|deployer\|pipeline\|activate\|start\|follow\|status\|history\|explain\|plan\|approve\|reject\|pause\|resume\|promote\|rollback\|retry\|cancel\|deploy\|run\|measure\|require\|wait\|simulate\)\>\ze\s\+[A-Za-z_"']~
syntax match sluiceClause ~\%(\%(^\|\$\@<!{\|;\)\s*\)\@<=\%(alarm\|deployer\|pipeline\|source\|require\|param\|stage\|phase\|wave\|parallel\|mode\|owner\|safety\|defaults\|deploy\|run\|bake\|approve\|wait\|artifact\|notify\|window\|freeze\|block\|watch\|on\|rollback\|production\|allow\|timeout\|rolling\|one\|max_failures\|retry\|backoff\|install\|verify\|current\|uninstall\|env\|activate\|start\|follow\|status\|history\|explain\|plan\|reject\|pause\|resume\|promote\|cancel\|measure\|print\|test\|expect\|fail\|simulate\|previous\|fault\|revision\)\>\%(\s*\%(=\%([^=]\|$\)\|\.\.\@!\|(\||>\)\)\@!~
syntax match sluiceName ~\%(\%(^\|\$\@<!{\|[;=]\)\s*\%(alarm\|deployer\|pipeline\|param\|stage\|phase\|wave\)\s\+\)\@<=\h\w*\%(\s*[.(]\)\@!~

syntax match sluiceNumber ~\<\d[0-9_]*\%(\.\d[0-9_]*\)\=\%([eE][-+]\=\d\+\)\=\>~
syntax match sluiceSize ~\<\d[0-9_]*\%(\.\d[0-9_]*\)\=\%(KiB\|MiB\|GiB\|TiB\|PiB\|kB\|KB\|MB\|GB\|TB\|PB\|B\)\>~
syntax match sluiceDuration ~\<\%(\d[0-9_]*\%(\.\d[0-9_]*\)\=\%(ns\|us\|ms\|s\|m\|h\|d\|w\)\)\+\>~
syntax match sluicePercent ~\<\d[0-9_]*\%(\.\d[0-9_]*\)\=%~
syntax match sluiceTime ~\<\d\{1,2}:\d\d\>~
syntax match sluiceDate ~\<\d\{4}-\d\d-\d\d\>~

syntax match sluiceEscape ~\\\%([nt"\\$]\|u{\x\{1,6}}\)~ contained
syntax region sluiceBraces start=~{~ end=~}~ contained transparent contains=TOP
syntax region sluiceInterpolation matchgroup=sluiceDelimiter start=~${~ end=~}~ contained contains=TOP,sluiceBraces
syntax region sluiceRawString start=~'~ end=~'\|$~ oneline
syntax region sluiceString start=~"~ skip=~\\.~ end=~"\|$~ contains=sluiceEscape,sluiceInterpolation
syntax region sluiceString start=~"""~ skip=~\\.~ end=~"""~ contains=sluiceEscape,sluiceInterpolation

syntax match sluiceComment ~#.*$~ contains=@Spell
syntax match sluiceDocComment ~##.*$~ contains=@Spell

highlight default link sluiceControl Conditional
highlight default link sluiceDeclare Keyword
highlight default link sluiceWordOperator Operator
highlight default link sluiceOperator Operator
highlight default link sluiceConstant Constant
highlight default link sluiceWeekday Constant
highlight default link sluiceClause Statement
highlight default link sluiceModifier StorageClass
highlight default link sluiceWord Constant
highlight default link sluiceName Identifier
highlight default link sluiceVariable Identifier
highlight default link sluiceFunction Function
highlight default link sluiceCall Function
highlight default link sluiceBuiltin Function
highlight default link sluiceLateName Special
highlight default link sluiceMember Identifier
highlight default link sluiceLabel Label
highlight default link sluiceType Type
highlight default link sluiceInclude Include
highlight default link sluiceNumber Number
highlight default link sluiceSize Number
highlight default link sluiceDuration Number
highlight default link sluicePercent Number
highlight default link sluiceTime Number
highlight default link sluiceDate Number
highlight default link sluiceString String
highlight default link sluiceRawString String
highlight default link sluiceEscape SpecialChar
highlight default link sluiceDelimiter Delimiter
highlight default link sluiceComment Comment
highlight default link sluiceDocComment SpecialComment

let b:current_syntax = "sluice"
