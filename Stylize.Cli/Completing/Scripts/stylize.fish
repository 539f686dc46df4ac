# Completion of stylize for fish; written by "stylize completion fish".
function __stylize_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    for line in (command stylize completion --words $words "$current" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c stylize -f -a '(__stylize_complete)'
