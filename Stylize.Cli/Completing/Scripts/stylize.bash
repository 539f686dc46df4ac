# Completion of stylize for bash; written by "stylize completion bash".
_stylize() {
    local line text rest i joined=0 files=0 words=()
    for ((i = 1; i <= COMP_CWORD; i++)); do
        if [[ ${#words[@]} -gt 0 && ( ${COMP_WORDS[i]} == [=:]* || $joined == 1 ) ]]; then
            words[${#words[@]}-1]+=${COMP_WORDS[i]}
            [[ ${COMP_WORDS[i]} == [=:] ]] && joined=1 || joined=0
        else
            words+=("${COMP_WORDS[i]}")
        fi
    done
    local last=${words[${#words[@]}-1]} current=${COMP_WORDS[COMP_CWORD]}
    [[ $current == [=:] ]] && current=
    local cut=${last%"$current"}
    COMPREPLY=()
    while IFS= read -r line; do
        text=${line%%$'\t'*}
        if [[ $text == :files ]]; then
            files=1
        else
            text=${text#"$cut"}
            [[ $text == *= ]] && compopt -o nospace 2>/dev/null
            COMPREPLY+=("$(printf %q "$text")")
        fi
    done < <(stylize completion --words "${words[@]}" 2>/dev/null)
    if [[ $files == 1 ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    fi
}
complete -F _stylize stylize
