BeforeDiscovery {
    $root = Split-Path $PSScriptRoot
    $commands = (Import-PowerShellDataFile "$root/Stylize.psd1").CmdletsToExport
    # Workers.Tests.ps1 runs the examples that need a broker. Those of the studio open a browser and wait.
    $pages = Get-ChildItem "$root/docs/en-US/*.md" | Where-Object BaseName -NotMatch '-Stylize(Batch|Worker|Studio)$' | ForEach-Object { @{ Page = $_.BaseName; File = $_.FullName } }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"

    # Returns the statements of an example.
    function Get-Statement {
        param([string] $Code)
        [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null).EndBlock.Statements
    }
}

Describe 'The help of <_>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $_
        $help = Get-Help $_ -Full
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $projectUri = (Import-PowerShellDataFile $ManifestPath).PrivateData.PSData['ProjectUri']
    }

    It 'has a synopsis and a description' {
        $help.Synopsis | Should -Match '^[^{]{20,}$'
        "$($help.description.Text)".Length | Should -BeGreaterThan 100
        "$($help.description.Text)" | Should -Not -Match '\{\{'
    }

    It 'has examples' {
        ([regex]::Matches((Get-Content "$RepositoryRoot/docs/en-US/$($command.Name).md" -Raw), '(?m)^### Example \d+')).Count | Should -BeGreaterOrEqual 4
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }

    It 'describes every parameter' {
        $described = @{}
        foreach ($parameter in $help.parameters.parameter) { $described[$parameter.name] = "$($parameter.description.Text)" }
        $command.Parameters.Keys | Where-Object { $_ -notin $common -and ($described[$_] -notmatch '\w{3,}' -or $described[$_] -match '\{\{') } | Should -BeNullOrEmpty
    }

    It 'describes no parameter that does not exist' {
        $help.parameters.parameter.name | Where-Object { $_ -and $_ -notin $command.Parameters.Keys } | Should -BeNullOrEmpty
    }

    It 'lists the most used parameters first' {
        $names = @($help.parameters.parameter.name)
        if ('Path' -in $names) { $names.IndexOf('Path') | Should -BeLessOrEqual 1 }
        if ('Confirm' -in $names) { $names[-2, -1] | Should -Be 'WhatIf', 'Confirm' }
        $groups = foreach ($name in $names | Where-Object { $_ -notin 'InputList', 'NullSeparated', 'ThrottleLimit', 'Update' -and $_ -notin $command.Parameters.Values.Where{ $_.ParameterSets.Values.IsMandatory -contains $true }.Name }) {
            $option = $command.Parameters[$name].Attributes | Where-Object { $_.GetType().GetInterface('Stylize.PowerShell.Options.IOptionOf') }
            if ($option) { [int] $option.Declaration.Declared.Group }
        }
        # The page of the worker begins with the broker, which every worker needs.
        if ($command.Name -ne 'Start-StylizeWorker') { @($groups) | Should -Be @($groups | Sort-Object) }
    }

    It 'refers only to pages in the package or online' {
        $text = $help | Out-String -Width 4096
        $uris = @($help.relatedLinks.navigationLink.uri | Where-Object { $_ })
        if ($projectUri) { $uris[0] | Should -Be "$projectUri/docs/en-US/$($command.Name).md" } else { $uris | Should -BeNullOrEmpty }
        [regex]::Matches($text, '\S*\.md\b').Value | Where-Object { -not ($projectUri -and $_.TrimStart('(').StartsWith($projectUri)) } | Should -BeNullOrEmpty
    }

    It 'describes the inputs and outputs' {
        "$($help.inputTypes.inputType.type.name)$($help.returnValues.returnValue.type.name)" | Should -Match '\w'
        Get-Content "$RepositoryRoot/docs/en-US/$($command.Name).md" -Raw | Should -Not -Match '\{\{'
    }
}

Describe 'The help files' {
    It 'are up to date with the pages (if not, run ./build.ps1 -Task Docs)' -Tag All {
        if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
            Set-ItResult -Skipped -Because 'SKIPPED: Microsoft.PowerShell.PlatyPS is not installed'
            return
        }

        Invoke-PwshFile "$RepositoryRoot/docs/Update-Help.ps1" -HelpOnly -OutputFolder "$TestDrive/en-US"
        $LASTEXITCODE | Should -Be 0
        $written = Get-ChildItem "$TestDrive/en-US"
        $written.Name | Should -Be (Get-ChildItem "$RepositoryRoot/en-US").Name
        foreach ($file in $written) {
            Get-Content $file -Raw | Should -BeExactly (Get-Content "$RepositoryRoot/en-US/$($file.Name)" -Raw)
        }
    }

    It 'are up to date with the cmdlets (if not, run ./build.ps1 -Task Docs)' -Tag All {
        if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) {
            Set-ItResult -Skipped -Because 'SKIPPED: Microsoft.PowerShell.PlatyPS is not installed'
            return
        }

        $copy = "$TestDrive/checkout"
        [void] (New-Item -ItemType Directory $copy)
        Copy-Item "$RepositoryRoot/docs" $copy -Recurse -Exclude images
        Copy-Item $ManifestPath $copy
        Copy-Item "$RepositoryRoot/module" $copy -Recurse
        Invoke-PwshFile "$copy/docs/Update-Help.ps1" 6>$null
        $LASTEXITCODE | Should -Be 0
        foreach ($page in Get-ChildItem "$RepositoryRoot/docs/en-US/*.md") {
            Get-Content "$copy/docs/en-US/$($page.Name)" -Raw | Should -BeExactly (Get-Content $page -Raw)
        }
    }

    It 'include the topic <_>' -ForEach 'about_Stylize_Batches', 'about_Stylize_Presets', 'about_Stylize_Segmentation' {
        Get-Help $_ | Out-String | Should -Match 'SHORT DESCRIPTION'
    }

    It 'include the topic about_Stylize' {
        Get-Help about_Stylize | Out-String | Should -Match 'SCHEDULED TASKS'
        $topic = Get-Content "$RepositoryRoot/docs/en-US/about_Stylize.md" -Raw
        (Get-Command -Module Stylize).Name | Where-Object { -not $topic.Contains($_) } | Should -BeNullOrEmpty
    }
}

Describe 'The examples of <Page>' -Tag All -ForEach $pages {
    It 'run' {
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/photos", "$folder/walk")
        $seed = 0
        foreach ($name in 'a', 'b', 'c', 'photos/d', 'photos/e', 'photos/f') {
            New-TestImage "$folder/$name.png" 96 64 (++$seed)
            # The examples of New-GaussianImage create the models.
            if ($Page -ne 'New-GaussianImage') { New-TestModel "$folder/$name.g2d" 96 64 $seed }
        }
        if ($Page -eq 'Get-GaussianImage') { [void] (New-GaussianImage "$folder/a.png" -Count 50 -Iterations 10 -DestinationPath "$folder/a.g2d" -Force) }
        # Only the sample plate has cells that divide.
        if ($Page -eq 'Get-StylizeTrack') { Copy-Item "$RepositoryRoot/samples/plate" $folder -Recurse }
        elseif ($Page -eq 'Get-StylizeHit') { New-TestScreen $folder }
        else { New-TestPlate "$folder/plate" }
        foreach ($frame in 0..2) { New-TestImage "$folder/walk/walk_00$frame.png" 96 64 $frame }
        [void] (ConvertTo-PixelArt "$folder/walk/walk_%03d.png" -Width 64 -DestinationPath "$folder/clip.gif")
        if ($Page -eq 'Edit-GaussianImage') { [void] (New-GaussianImage "$folder/clip.gif" -Count 50 -Iterations 10 -DestinationPath "$folder/clip.g2d") }
        $examples = [regex]::Matches((Get-Content $File -Raw), '(?ms)^```powershell\r?\n(?<Code>.*?)^```\s*(?<Text>[^\n]*)')
        $examples.Count | Should -BeGreaterThan 0
        Push-Location $folder
        try {
            # A script with parameters has its own test.
            foreach ($example in $examples | Where-Object { $_.Groups['Code'].Value -notmatch '^param\(' }) {
                $ErrorActionPreference = 'Stop'
                & {
                    foreach ($exampleStatement in Get-Statement $example.Groups['Code'].Value) {
                        try { $exampleRows = @(. ([scriptblock]::Create($exampleStatement.Extent.Text)) 3>&1 6>&1) }
                        catch { throw "This statement of an example fails: $_`n$exampleStatement" }

                        $exampleWarnings = $exampleRows.Where{ $_ -is [System.Management.Automation.WarningRecord] }
                        # Some warnings depend on the computer, or on the picture.
                        $exampleWarnings = $exampleWarnings -notmatch 'No tested options meet|Files with nothing in them|no common structure'
                        if ($exampleWarnings -and $example.Groups['Text'].Value -notmatch 'warn') { throw "This statement of an example warns: $exampleWarnings`n$exampleStatement" }
                        # A statement returns something unless it only writes a file, sets a variable, asks, or lists the user's own presets.
                        if ($exampleStatement -isnot [System.Management.Automation.Language.PipelineAst]) { continue }
                        if ("$exampleStatement" -match 'Export-Csv|Set-Content|New-Item|-WhatIf|\bthrow\b|-not \$_\.IsBuiltIn|Remove-|Save-Styl|Stop-Job|Where-Object Failed' -or $example.Groups['Text'].Value -match '^(Gives|Returns) nothing') { continue }
                        $exampleRows = $exampleRows.Where{ $_ -isnot [System.Management.Automation.WarningRecord] }
                        if ($exampleRows.Count -eq 0) { throw "This statement of an example returns nothing:`n$exampleStatement" }
                        foreach ($exampleRow in $exampleRows | Where-Object { $_ -is [System.Management.Automation.PSCustomObject] }) {
                            if (-not $exampleRow.PSObject.Properties.Where({ $null -ne $_.Value })) { throw "This statement of an example returns empty rows:`n$exampleStatement" }
                        }
                    }
                }
            }
        }
        finally {
            Pop-Location
        }
    }
}

Describe 'The recipe for scheduled tasks in about_Stylize' {
    BeforeAll {
        $text = Get-Content "$RepositoryRoot/docs/en-US/about_Stylize.md" -Raw
        $recipe = [regex]::Match($text, '(?ms)^```powershell\r?\n(param\(.*?)^```').Groups[1].Value
        Set-Content "$TestDrive/Convert-Folder.ps1" $recipe
        # Import the module by name, as if it were installed.
        [void] (New-Item -ItemType Directory "$TestDrive/modules")
        [void] (New-Item -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') "$TestDrive/modules/Stylize" -Target $RepositoryRoot)
        $modulePath = $env:PSModulePath
        $env:PSModulePath = "$TestDrive/modules" + [System.IO.Path]::PathSeparator + $modulePath
        [void] (New-Item -ItemType Directory "$TestDrive/photos")
        New-TestImage "$TestDrive/photos/a.png"
        New-TestImage "$TestDrive/photos/b.png" -Seed 2
        Set-Content "$TestDrive/photos/Thumbs.db" 'a file that Windows writes to folders of photographs'
    }

    AfterAll {
        $env:PSModulePath = $modulePath
        (Get-Item "$TestDrive/modules/Stylize").Delete()
    }

    It 'exits with 0 if all photographs succeed, and ignores other files' -Tag All {
        $output = Invoke-PwshFile "$TestDrive/Convert-Folder.ps1" "$TestDrive/photos" "$TestDrive/out" 2>&1
        $LASTEXITCODE | Should -Be 0
        "$output" | Should -Not -BeLike '*Thumbs.db*'
        "$TestDrive/out/b.pixelart.png" | Should -Exist
    }

    It 'exits with 1 and names the file if one fails' {
        Set-Content "$TestDrive/photos/a.png" 'not an image'
        Remove-Item "$TestDrive/out" -Recurse -ErrorAction Ignore
        $output = Invoke-PwshFile "$TestDrive/Convert-Folder.ps1" "$TestDrive/photos" "$TestDrive/out" 2>&1
        $LASTEXITCODE | Should -Be 1
        "$output" | Should -BeLike '*a.png*'
        "$output" | Should -Not -BeLike '*Thumbs.db*'
        "$TestDrive/out/b.pixelart.png" | Should -Exist
    }

    It 'is necessary: pwsh -File exits with 0 if a file fails' -Tag All {
        Set-Content "$TestDrive/Naive.ps1" "ConvertTo-PixelArt '$TestDrive/none.png'"
        Invoke-PwshFile "$TestDrive/Naive.ps1" 2>$null
        $LASTEXITCODE | Should -Be 0
    }
}
