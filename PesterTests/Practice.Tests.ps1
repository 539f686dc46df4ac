# What PowerShell people expect of every cmdlet. Each list is read from the module, so that a new cmdlet or parameter without a row fails.
BeforeDiscovery {
    $commands = (Import-PowerShellDataFile "$(Split-Path $PSScriptRoot)/Stylize.psd1").CmdletsToExport

    # A call of each cmdlet, with every parameter that names something to write. $image, $cells, $plate, $model and $database are inputs.
    $calls = @{
        'Compare-StylizeImage'       = { Compare-StylizeImage $image -ReferencePath $image -ReportPath r.jsonl }
        'ConvertFrom-GaussianImage'  = { ConvertFrom-GaussianImage $model -DestinationPath o -ReportPath r.jsonl }
        'ConvertTo-DotArt'           = { ConvertTo-DotArt $image -DotCount 50 -DestinationPath o -ReportPath r.jsonl }
        'ConvertTo-PixelArt'         = { ConvertTo-PixelArt $image -DestinationPath o -SavePalette Gpl -SharedPalette -ReportPath r.jsonl }
        'ConvertTo-VectorArt'        = { ConvertTo-VectorArt $image -DestinationPath o -ReportPath r.jsonl }
        'Edit-GaussianImage'         = { Edit-GaussianImage $model -Scale 2 -DestinationPath o -ReportPath r.jsonl }
        'Export-StylizeRegion'       = { Export-StylizeRegion $database -DestinationPath o }
        'Get-GaussianImage'          = { Get-GaussianImage $model -ReportPath r.jsonl }
        'Get-StylizeFormat'          = { Get-StylizeFormat }
        'Get-StylizeHit'             = { Get-StylizeHit $database -List }
        'Get-StylizePalette'         = { Get-StylizePalette pico-8 }
        'Get-StylizePreset'          = { Get-StylizePreset PixelArt }
        'Get-StylizeProvenance'      = { Get-StylizeProvenance $made -ReportPath r.jsonl }
        'Get-StylizeTrack'           = { Get-StylizeTrack $database }
        'Get-StylizeWell'            = { Get-StylizeWell $database }
        'Measure-ImageRegion'        = { Measure-ImageRegion $cells -MaskPath m.tif -CsvPath t.csv -OverlayPath v.png -ReportPath r.jsonl
            Measure-ImageRegion $cells -MaskPath m -CsvPath t -OverlayPath v -ReportPath r.html }
        'Measure-StylizePerformance' = { Measure-StylizePerformance PixelArt $image -Thread 1 -Iterations 1 -Save s.json }
        'Merge-StylizeDatabase'      = { Merge-StylizeDatabase $database -DestinationPath o.sqlite }
        'New-GaussianImage'          = { New-GaussianImage $image -Count 20 -DestinationPath o -ReportPath r.jsonl }
        'New-SegmentationMontage'    = { New-SegmentationMontage $plate -Channel DAPI -DestinationPath o -Database d.sqlite -ReportPath r.jsonl }
        'Optimize-StylizePreset'     = { Optimize-StylizePreset PixelArt $image -TargetTime 1 -MaxTrials 2 -Name Zz }
        'Remove-StylizePreset'       = { Remove-StylizePreset PixelArt * }
        'Restore-PixelArt'           = { Restore-PixelArt $made -DestinationPath o -ReportPath r.jsonl }
        'Save-StylizePreset'         = { Save-StylizePreset PixelArt Zz }
        'Show-StylizeImage'          = { Show-StylizeImage $image }
        'Show-StylizePreset'         = { Show-StylizePreset PixelArt $image -DestinationPath o.png }
        'Show-StylizeStudio'         = { Show-StylizeStudio $image -NoOpen }
        'Start-StylizeWorker'        = { Start-StylizeWorker -Broker amqp://127.0.0.1:1/ }
        'Stop-StylizeBatch'          = { Stop-StylizeBatch x -Broker amqp://127.0.0.1:1/ }
        'Submit-StylizeBatch'        = { Submit-StylizeBatch PixelArt $image -DestinationPath o -Broker amqp://127.0.0.1:1/ }
        'Watch-StylizeBatch'         = { Watch-StylizeBatch x -ReportPath r.jsonl -Broker amqp://127.0.0.1:1/ }
    }
    $rows = $commands | ForEach-Object { @{ Name = $_; Call = $calls[$_] } }
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $cmdlets = Get-Command -Module Stylize -CommandType Cmdlet
    $image = "$TestDrive/a.png"
    New-TestImage $image
    $cells = "$TestDrive/cells.png"
    [StylizeTests.TestPng]::WriteCells($cells, 120, 90, 1)
    $model = "$TestDrive/a.g2d"
    New-TestModel $model
    $plate = "$TestDrive/plate"
    New-TestPlate $plate
    $made = (ConvertTo-PixelArt $image -Width 8 -DestinationPath "$TestDrive/made").FullName
    $outputs = New-SegmentationMontage $plate -Channel DAPI -MeasureChannel GFP -DestinationPath "$TestDrive/segmented" 6>$null
    $database = "$TestDrive/segmented/segmentation.sqlite"
    # A session without a console, because the host prints what would happen.
    $whatIf = [powershell]::Create()
    [void] $whatIf.AddScript("Import-Module '$ManifestPath'; `$WhatIfPreference = `$true").Invoke()
    foreach ($name in 'image', 'cells', 'model', 'plate', 'made', 'database') { $whatIf.Runspace.SessionStateProxy.SetVariable($name, (Get-Variable $name -ValueOnly)) }
    # Saved presets would be in the folder of each test.
    $configuration = $env:XDG_CONFIG_HOME

    # Runs a script in a session of its own, with the module under a prefix.
    function Invoke-Runspace {
        param([string] $Script, [string] $Prefix = '')
        $shell = [powershell]::Create()
        try { $shell.AddScript("Set-Location '$TestDrive'; Import-Module '$ManifestPath' -Prefix '$Prefix'; $Script").Invoke() }
        finally { $shell.Dispose() }
    }

    function Get-Completion {
        param([string] $Line)
        ([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches.CompletionText
    }
}

AfterAll { $whatIf.Dispose() }

Describe '<Name>' -ForEach $rows {
    It 'writes nothing under $WhatIfPreference' {
        $Call | Should -Not -BeNullOrEmpty -Because 'the list above needs a call of each cmdlet'
        # A call names every file that the engine declares as an output of the cmdlet.
        $written = $cmdlets.Where{ $_.Name -eq $Name }.Parameters.Keys | Where-Object { $_ -in 'DestinationPath', 'ReportPath', 'CsvPath', 'MaskPath', 'OverlayPath', 'Save', 'SavePalette' -and
            -not ($Name -eq 'Export-StylizeRegion' -and $_ -eq 'MaskPath') }
        foreach ($parameter in $written) { "$Call" | Should -Match "-$parameter\b" }
        $folder = New-TestFolder
        try {
            $env:XDG_CONFIG_HOME = $folder
            $whatIf.Commands.Clear()
            [void] $whatIf.AddScript("Set-Location '$folder'; $Call").Invoke()
        }
        catch { $_.Exception.InnerException.ErrorRecord.FullyQualifiedErrorId | Should -Match '^ConnectionFailed' } # No broker runs.
        finally { $env:XDG_CONFIG_HOME = $configuration }
        (Get-ChildItem $folder -Recurse -Force).FullName | Should -BeNullOrEmpty
    }

    It 'has the usual parameters' {
        $command = $cmdlets.Where{ $_.Name -eq $Name }[0]
        $literal = $command.Parameters['LiteralPath']
        if ($literal) { $literal.Aliases | Should -Be 'PSPath', 'FullName', 'LP' }
        if ($command.Parameters.ContainsKey('Estimate')) { $command.OutputType.Name | Should -Contain 'Stylize.Engine.Runs.Estimate.BatchEstimate' }
        # What the cmdlet works on comes by value; these have no such input.
        if ($Name -notin 'Get-StylizeFormat', 'Start-StylizeWorker') {
            $piped = $command.Parameters.Values.Where{ $_.ParameterSets.Values.ValueFromPipeline -contains $true }
            $piped | Should -Not -BeNullOrEmpty
        }
    }

    It 'takes the palettes, presets and batches of its siblings' {
        $parameters = $cmdlets.Where{ $_.Name -eq $Name }[0].Parameters
        $given = @{ Palette = Get-StylizePalette pico-8; Preset = Get-StylizePreset PixelArt Crisp }
        foreach ($parameter in $given.Keys.Where{ $parameters.ContainsKey($_) -and $parameters[$_].ParameterType -ne [psobject] }) {
            [System.Management.Automation.LanguagePrimitives]::ConvertTo($given[$parameter], $parameters[$parameter].ParameterType) | Should -Be $given[$parameter].Name
        }
    }
}

Describe 'Objects of the cmdlets' {
    It 'have readable texts' {
        $objects = @(
            Get-StylizeFormat; Get-StylizePalette pico-8; Get-StylizePreset PixelArt Crisp; Get-GaussianImage $model; Get-StylizeProvenance $made
            Compare-StylizeImage $image -ReferencePath $image; ConvertTo-PixelArt $image -Estimate; New-SegmentationMontage $plate -List
            Measure-StylizePerformance PixelArt $image -Thread 1 -Iterations 1; Optimize-StylizePreset PixelArt $image -TargetTime 1 -MaxTrials 2 -WarningAction Ignore
            (Get-StylizePreset -All).Options
        )
        $objects.Where{ "$_" -match '<>|\bSystem\.|\bStylize\.\w+\.|^\w+ \{.*\[' } | Should -BeNullOrEmpty
    }

    It 'are options of other cmdlets' {
        $set = (ConvertTo-PixelArt $image -Width 8 -Palette (Get-StylizePalette pico-8) -DestinationPath "$TestDrive/own").FullName
        (Get-StylizeProvenance $set).Options.Palette | Should -Be 'pico-8'
        $crisp = ConvertTo-PixelArt $image -Preset (Get-StylizePreset PixelArt Crisp) -DestinationPath "$TestDrive/crisp"
        (Get-StylizeProvenance $crisp).Options.LocalContrast | Should -Be 15
        foreach ($given in @{ Options = Get-StylizeProvenance $set }, @{ Options = (Get-StylizeProvenance $set).Options }, @{ Like = Get-StylizeProvenance $set }) {
            $again = ConvertTo-PixelArt $image @given -Force -DestinationPath "$TestDrive/again"
            (Get-StylizeProvenance $again).OptionsDigest | Should -Be (Get-StylizeProvenance $set).OptionsDigest
        }
    }
}

Describe 'The outputs of a plate' {
    It 'are inputs of <_>, which passes the others over' -ForEach @(
        'Get-StylizeWell', 'Get-StylizeTrack', 'Get-StylizeHit -List', 'Export-StylizeRegion -DestinationPath $TestDrive/exported', 'Merge-StylizeDatabase -DestinationPath $TestDrive/merged.sqlite'
        'ConvertTo-PixelArt -Width 8 -IncludeResults -DestinationPath $TestDrive/pixels') {
        $outputs.Extension | Should -Contain '.csv'
        $failures = $null
        [void] (& ([scriptblock]::Create("`$outputs | $_ -ErrorVariable failures")))
        $failures | Should -BeNullOrEmpty
    }

    It 'are no excuse for another file' {
        Get-Item $image | Get-StylizeWell -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].TargetObject | Should -Be (Get-Item $image).FullName
    }
}

Describe 'Names and databases' {
    It 'come from the pipeline, as arrays and with wildcards' {
        ('pico-8', 'game*' | Get-StylizePalette).Name | Should -Contain 'gameboy'
        ('Crisp', 'Fas*' | Get-StylizePreset PixelArt).Name | Should -Be 'Crisp', 'Fast'
        (Get-StylizePreset PixelArt Crisp, Fas*).Name | Should -Contain 'Crisp'
        $count = @(Get-StylizeWell $database).Count
        $count | Should -BeGreaterThan 0
        foreach ($cmdlet in 'Get-StylizeWell', 'Get-StylizeHit', 'Get-StylizeTrack') {
            $list = $cmdlet -eq 'Get-StylizeHit' ? @{ List = $true } : @{}
            $one = @(& $cmdlet $database @list).Count
            @($database | & $cmdlet @list).Count | Should -Be $one
            @(Get-Item $database | & $cmdlet @list).Count | Should -Be $one
            @(& $cmdlet $database, $database @list).Count | Should -Be (2 * $one)
            @(& $cmdlet "$TestDrive/segmented/*.sqlite" @list).Count | Should -Be $one
        }
        ($image | Show-StylizeImage 6>&1) | Should -BeLike '*32 x 24*'
        (Get-Item $image | Show-StylizeImage 6>&1) | Should -BeLike '*32 x 24*'
    }

    It 'of saved presets are removed one by one, by value and by pattern' {
        $env:XDG_CONFIG_HOME = New-TestFolder
        try {
            foreach ($name in 'ZzA', 'ZzB', 'ZzC', 'ZzD', 'ZzE') { [void] (Save-StylizePreset PixelArt $name) }
            Remove-StylizePreset PixelArt ZzA, ZzB
            'ZzC' | Remove-StylizePreset PixelArt
            (Get-StylizePreset PixelArt Zz*).Name | Should -Be 'ZzD', 'ZzE'
            Get-StylizePreset PixelArt ZzD | Remove-StylizePreset
            Remove-StylizePreset PixelArt Zz*
            Get-StylizePreset PixelArt Zz* | Should -BeNullOrEmpty
            Remove-StylizePreset PixelArt ZzA, ZzB -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures.TargetObject | Should -Be 'ZzA', 'ZzB'
            Optimize-StylizePreset PixelArt $image -TargetTime 1 -MaxTrials 2 -WarningAction Ignore | Save-StylizePreset PixelArt ZzTuned | Should -HaveCount 1
        }
        finally { $env:XDG_CONFIG_HOME = $configuration }
    }
}

Describe 'A table of all regions' {
    It 'that Select-Object cuts short is not written, and a warning says so' {
        $table = "$TestDrive/short.csv"
        Measure-ImageRegion $cells -CsvPath $table -WarningVariable warnings -WarningAction SilentlyContinue | Select-Object -First 1 | Should -HaveCount 1
        $table | Should -Not -Exist
        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike '*short.csv*-Wait*'
        [void] (Measure-ImageRegion $cells -CsvPath $table -WarningVariable warnings | Select-Object -First 1 -Wait)
        $table | Should -Exist
        $warnings | Should -BeNullOrEmpty
    }
}

Describe 'Deletions' {
    It 'are lines of -WhatIf that name the files' {
        $folder = New-TestFolder
        Copy-Item $image "$folder/a.png"
        Copy-Item $image "$folder/b.png"
        Copy-Item $plate "$folder/plate" -Recurse
        [void] (ConvertTo-PixelArt "$folder/*.png" -Width 8 -DestinationPath "$folder/out")
        [void] (New-SegmentationMontage "$folder/plate" -Channel DAPI -DestinationPath "$folder/cells" 6>$null)
        Remove-Item "$folder/b.png", "$folder/plate/*_E5_*"
        $result = Invoke-Pwsh @"
            ConvertTo-PixelArt '$folder/*.png' -Width 8 -DestinationPath '$folder/out' -Update -Prune -WhatIf
            New-SegmentationMontage '$folder/plate' -Channel DAPI -DestinationPath '$folder/cells' -Update -Prune -WhatIf
"@
        $result.Error | Should -BeNullOrEmpty
        $lines = @($result.Output -like 'What if: *"Delete" on target*')
        $lines | Should -HaveCount 2
        $lines[0] | Should -BeLike '*b.pixelart.png*'
        $lines[1] | Should -BeLike '*_E5_*'
        "$folder/out/b.pixelart.png" | Should -Exist
    }
}

Describe 'Another version in the same session' {
    It 'is refused in one sentence, and the first one works on' {
        foreach ($version in '1.0.0', '1.1.0') {
            $folder = New-Item -ItemType Directory "$TestDrive/modules/$version"
            (Get-Content $ManifestPath -Raw) -replace "(ModuleVersion +=) '[^']+'", "`$1 '$version'" | Set-Content "$folder/Stylize.psd1"
            [void] (New-Item -ItemType Directory "$folder/module")
            foreach ($item in Get-ChildItem "$RepositoryRoot/module") {
                if ($item.PSIsContainer) { [void] (New-Item -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') "$folder/module/$($item.Name)" -Target $item.FullName) }
                else { Copy-Item $item.FullName "$folder/module" }
            }
        }

        $result = Invoke-Pwsh -NoImport @"
            Import-Module '$TestDrive/modules/1.0.0/Stylize.psd1'
            foreach (`$isRemoved in `$false, `$true) {
                if (`$isRemoved) { Remove-Module Stylize }
                try { Import-Module '$TestDrive/modules/1.1.0/Stylize.psd1' } catch { `$_.FullyQualifiedErrorId; "`$_".Split("``n").Count; "`$_" -like '*1.0.0*new session*1.1.0*' }
            }
            Import-Module '$TestDrive/modules/1.0.0/Stylize.psd1'
            (Get-StylizePalette pico-8).Name
            (Get-Module Stylize).Version.ToString()
"@
        $result.Error | Should -BeNullOrEmpty
        $refusal = 'SessionHasOtherVersion,Microsoft.PowerShell.Commands.ImportModuleCommand', 1, 'True'
        $result.Output | Should -Be (@($refusal) + @($refusal) + 'pico-8', '1.0.0')
    }
}

Describe 'Errors' {
    BeforeAll {
        $records = $cmdlets[0].ImplementingType.Assembly.GetType('Stylize.PowerShell.ErrorRecords')
        $categories = $records.GetField('Categories', 'NonPublic, Static').GetValue($null)
    }

    It 'have a category for each id, and a page lists each id' {
        $topic = Get-Content "$RepositoryRoot/docs/en-US/about_Stylize.md" -Raw
        foreach ($id in @($categories.Keys)[0].GetType().GetEnumValues()) {
            $categories.ContainsKey($id) | Should -BeTrue -Because $id
            $categories[$id] | Should -Not -Be 'NotSpecified' -Because $id
            $topic | Should -Match "\b$id\b"
        }
    }

    It 'have the id, the category and the target that fit: <Call>' -ForEach @(
        @{ Call = { ConvertTo-PixelArt a.png -Palette gamboy }; Id = 'NameUnknown'; Category = 'ObjectNotFound'; Target = 'gamboy' }
        @{ Call = { ConvertTo-PixelArt a.png -Palette red, whit }; Id = 'NameUnknown'; Category = 'ObjectNotFound'; Target = 'red, whit' }
        @{ Call = { ConvertTo-PixelArt a.png -Preset Papr }; Id = 'NameUnknown'; Category = 'ObjectNotFound'; Target = 'Papr' }
        @{ Call = { ConvertTo-PixelArt a.png -LockedColor red -Palette gameboy }; Id = 'OptionConflict'; Category = 'InvalidArgument'; Target = 'red' }
        @{ Call = { Get-StylizePalette gamboy }; Id = 'NameUnknown'; Category = 'ObjectNotFound'; Target = 'gamboy' }
        @{ Call = { Get-StylizePreset PixelArt Papr }; Id = 'NameUnknown'; Category = 'ObjectNotFound'; Target = 'Papr' }
        @{ Call = { Get-StylizePreset PixlArt }; Id = 'NameUnknown'; Category = 'ObjectNotFound'; Target = 'PixlArt' }
        @{ Call = { Get-StylizeWell gone.sqlite }; Id = 'DatabaseMissing'; Category = 'ObjectNotFound'; Target = '*[/\]gone.sqlite' }
        @{ Call = { Get-StylizeTrack gone.sqlite }; Id = 'DatabaseMissing'; Category = 'ObjectNotFound'; Target = '*[/\]gone.sqlite' }
        @{ Call = { Get-StylizeHit gone.sqlite -List }; Id = 'DatabaseMissing'; Category = 'ObjectNotFound'; Target = '*[/\]gone.sqlite' }
        @{ Call = { Export-StylizeRegion gone.sqlite -DestinationPath o }; Id = 'DatabaseMissing'; Category = 'ObjectNotFound'; Target = '*[/\]gone.sqlite' }
        @{ Call = { Merge-StylizeDatabase gone.sqlite -DestinationPath o.sqlite }; Id = 'DatabaseMissing'; Category = 'ObjectNotFound'; Target = '*[/\]gone.sqlite' }
        @{ Call = { Get-StylizeWell a.png }; Id = 'ImageUnreadable'; Category = 'InvalidData'; Target = '*[/\]a.png' }
        @{ Call = { Get-StylizeWell 'Host=127.0.0.1;Port=1;Database=x;Password=secret' }; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Target = '127.0.0.1/x' }
        @{ Call = { Watch-StylizeBatch -List -Broker amqp://127.0.0.1:1/ }; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Target = 'amqp://127.0.0.1:1/' }
        @{ Call = { Watch-StylizeBatch -List -Broker amqp://u:secret@127.0.0.1/ }; Id = 'OptionInvalid'; Category = 'InvalidArgument'; Target = 'Broker' }
        @{ Call = { ConvertTo-PixelArt gone.png }; Id = 'ImageMissing'; Category = 'ObjectNotFound'; Target = '*[/\]gone.png' }
    ) {
        Push-Location $TestDrive
        try {
            $failure = try { & $Call 2>&1 } catch { $_ }
            $failure = @($failure)[0]
        }
        finally { Pop-Location }
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.TargetObject | Should -BeLike $Target
        "$failure $($failure.TargetObject)" | Should -Not -BeLike '*secret*'
    }
}

Describe 'Cmdlets under a prefix, in Turkish and in a constrained session' {
    It 'complete values' {
        $found = Invoke-Runspace -Prefix Zz @"
            function Get-Completion { $(${function:Get-Completion}) }
            [cultureinfo]::CurrentCulture = 'tr-TR'
            Get-Completion 'ConvertTo-ZzPixelArt -Palette PI'
            Get-Completion 'ConvertTo-ZzPixelArt -Preset CRI'
            Get-Completion 'ConvertTo-ZzDotArt -Color IVO'
            Get-Completion 'Submit-ZzStylizeBatch PIX'
            (Get-ZzStylizePreset PixelArt CRISP).Name
"@
        $found | Should -Be 'pico-8', 'Crisp', 'Ivory', 'PixelArt', 'Crisp'
        Get-Completion 'Measure-StylizePerformance PixelArt -Preset Cri' | Should -Be 'Crisp'
    }

    It 'take a table as -Options' {
        $width = Invoke-Runspace "`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'; (Get-StylizeProvenance (ConvertTo-PixelArt '$image' -Options @{ Width = 9 } -DestinationPath '$TestDrive/constrained').FullName).Options.Width"
        $width | Should -Be 9
    }
}
