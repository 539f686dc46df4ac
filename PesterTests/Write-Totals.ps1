<#
.SYNOPSIS
Writes the totals of all suites of the last `dotnet test` from TestResults, with what failed and why tests were skipped.
.DESCRIPTION
The last line has the form `N passed, N failed, N skipped`. A suite that left no complete result file counts as failed. The exit code is 1 if anything
failed or nothing passed.
#>
$ErrorActionPreference = 'Stop'
$results = "$(Split-Path $PSScriptRoot)/TestResults"
$all = $env:STYLIZE_TESTS -eq 'all'
$suites = @('xunit.trx', 'library.trx') + ($all ? 'pester1.xml', 'pester2.xml' : 'pester.xml')
if ($all -and $env:ImageCodec -ne 'ImageSharp') { $suites += 'imagesharp.trx' }
$passed = 0
$failed = [System.Collections.Generic.List[string]]::new() # A name, and the first lines of the message below it.
$skipped = [System.Collections.Generic.List[string]]::new()

function Add-Failure {
    param([string] $Name, [string] $Message)
    $failed.Add((@($Name) + @($Message.Trim() -split '\r?\n' | Where-Object Length | Select-Object -First 8 | ForEach-Object { "  $_" }) -join [Environment]::NewLine))
}

foreach ($suite in $suites) {
    $document = [xml]::new()
    try { $document.Load("$results/$suite") }
    catch {
        Add-Failure $suite 'This suite left no complete results.'
        continue
    }

    if ($suite -like '*.trx') {
        $names = [System.Xml.XmlNamespaceManager]::new($document.NameTable)
        $names.AddNamespace('t', $document.DocumentElement.NamespaceURI)
        $passed += $document.SelectNodes('//t:UnitTestResult[@outcome="Passed"]', $names).Count
        foreach ($test in $document.SelectNodes('//t:UnitTestResult[@outcome!="Passed"]', $names)) {
            $message = $test.SelectSingleNode('.//t:Message', $names)
            if ($test.outcome -eq 'NotExecuted') { $skipped.Add(($message ? $message.InnerText : 'no reason')) } else { Add-Failure $test.testName $message.InnerText }
        }

        # Completed, or Failed because of the tests above. Anything else, such as Aborted, is a run that did not end.
        $outcome = $document.SelectSingleNode('//t:ResultSummary', $names).outcome
        if ($outcome -ne 'Completed' -and -not $document.SelectSingleNode('//t:UnitTestResult[@outcome="Failed"]', $names)) {
            Add-Failure $suite "This suite did not end: $outcome."
        }
    }
    else {
        foreach ($test in $document.SelectNodes('//test-case')) {
            switch ($test.result) {
                'Success' { $passed++ }
                { $_ -in 'Ignored', 'Skipped', 'Inconclusive' } { $skipped.Add("$($test.reason.message.InnerText ?? $test.reason.message)") }
                default { Add-Failure $test.name $test.failure.message }
            }
        }
    }
}

$failed | Select-Object -First 20 | ForEach-Object { "Failed: $_" }
if ($failed.Count -gt 20) { "and $($failed.Count - 20) more, which TestResults lists" }
$skipped | ForEach-Object { ($_ -replace '(?s)\s+Not run: .*' -replace '^SKIPPED:\s*' -replace '\s+', ' ').Trim() } | Group-Object -NoElement | Sort-Object Count, Name -Descending |
    ForEach-Object { "Skipped $($_.Count): $($_.Name)" }
"$passed passed, $($failed.Count) failed, $($skipped.Count) skipped"
exit ($failed.Count -eq 0 -and $passed -gt 0 ? 0 : 1)
