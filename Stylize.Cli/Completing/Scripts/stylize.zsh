#compdef stylize
# Completion of stylize for zsh; written by "stylize completion zsh".
_stylize() {
    local line text tip files=0
    local -a found
    while IFS= read -r line; do
        text=${line%%$'\t'*}
        tip=${line#*$'\t'}
        if [[ $text == :files ]]; then
            files=1
        elif [[ -n $tip && $tip != $line ]]; then
            found+=("${text//:/\\:}:$tip")
        else
            found+=("${text//:/\\:}")
        fi
    done < <(stylize completion --words "${(@)words[2,CURRENT]}" 2>/dev/null)
    local result=1
    (( ${#found} )) && _describe -V stylize found && result=0
    (( files )) && _files && result=0
    return result
}
if [[ $funcstack[1] == _stylize ]]; then
    _stylize "$@"
else
    compdef _stylize stylize
fi
