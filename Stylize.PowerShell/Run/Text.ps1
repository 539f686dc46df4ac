# Runs a text as a script, in a file of its own, which `exit` ends. Enter.ps1 reads whether the text ran to its end.
try { $block = [scriptblock]::Create($args[0]) } catch { throw $_.Exception.InnerException.ErrorRecord }
& $block
$args[1].Completed = $true
