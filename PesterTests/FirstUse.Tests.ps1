# Repeated runs in one folder: outputs of a cmdlet are not its inputs. The first tier tests one cmdlet; the others share the code.
BeforeDiscovery {
    $cmdlets = & "$PSScriptRoot/FileCmdlets.ps1"
    $first = @($cmdlets | Where-Object Cmdlet -EQ 'ConvertTo-PixelArt')
    $others = @($cmdlets | Where-Object Cmdlet -NE 'ConvertTo-PixelArt')
    $othersWithImages = @($cmdlets | Where-Object Cmdlet -In 'Restore-PixelArt', 'Edit-GaussianImage')
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    function Get-Name { (Get-ChildItem -Recurse -File | Resolve-Path -Relative) -replace '\\', '/' | Sort-Object }
}

$repeated = {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b', 'c') { & $NewInput "$folder/$name$Extension" -Seed ([int] [char] $name) }
    }

    AfterEach { Pop-Location }

    It 'leaves the same files, and reports only the photographs' {
        Get-ChildItem "*$Extension" | & $Cmdlet @Arguments | Should -HaveCount 3
        $names = Get-Name
        foreach ($run in 2, 3) {
            $written = Get-ChildItem "*$Extension" | & $Cmdlet @Arguments -ErrorVariable failed -ErrorAction SilentlyContinue -WarningVariable skipped 3>$null
            $written | Should -BeNullOrEmpty
            $failed | Should -HaveCount 3
            $failed.FullyQualifiedErrorId | Should -BeLike 'TargetExists,*'
            $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-Update*'
            Get-Name | Should -Be $names
        }
    }

    It 'leaves the same files with -Update, without an error' {
        foreach ($run in 1..3) {
            Get-ChildItem "*$Extension" | & $Cmdlet @Arguments -Update -ErrorVariable failed -InformationVariable lines 3>$null 6>$null | Out-Null
            $failed | Should -BeNullOrEmpty
        }
        "$lines" | Should -Match '^0 \D+ 3 \D+ 0 \D+$'
        Get-Name | Should -HaveCount 6
    }

    It 'accepts a folder by name and from the pipeline' {
        & $Cmdlet . -DestinationPath out @Arguments | Should -HaveCount 3
        Get-Item . | & $Cmdlet -DestinationPath piped @Arguments | Should -HaveCount 3
    }

    It 'rejects an extension that it cannot write for one input' {
        { & $Cmdlet "a$Extension" -DestinationPath plot.xyz @Arguments } | Should -Throw '*.xyz*' -ErrorId 'OptionInvalid,*'
        { Get-Item "a$Extension" | & $Cmdlet -DestinationPath plot.xyz @Arguments } | Should -Throw -ErrorId 'OptionInvalid,*'
        'plot.xyz' | Should -Not -Exist
        Get-ChildItem "*$Extension" | & $Cmdlet -DestinationPath plot.xyz @Arguments | Should -HaveCount 3
        & $Cmdlet "a$Extension" -DestinationPath other.gcode/ @Arguments | Should -HaveCount 1
    }

    It 'reports with -WhatIf the inputs that a run would reject' {
        & $Cmdlet "a$Extension" @Arguments | Out-Null
        $names = Get-Name
        & $Cmdlet "a$Extension", "b$Extension", "b$Extension" @Arguments -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be 'TargetExists', 'TargetConflict'
        Get-Name | Should -Be $names
    }

    It 'checks the destination before the work' {
        Set-Content wall 'a file in place of a folder'
        Get-ChildItem "*$Extension" | & $Cmdlet -DestinationPath wall/out @Arguments -ReportPath report.jsonl -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -Not -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'TargetUnwritable,*'
        @(Get-Content report.jsonl) -match '"status":"failed"' | Should -Match '"phases":\{\}'
    }
}

Describe '<Cmdlet> run three times in one folder' -ForEach $first -Fixture $repeated
Describe '<Cmdlet> run three times in one folder' -Tag All -ForEach $others -Fixture $repeated

$outputs = {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b') { & $NewInput "$folder/$name$Extension" -Seed ([int] [char] $name) }
        & $Cmdlet . @Arguments | Out-Null
    }

    AfterEach { Pop-Location }

    It 'are skipped with one warning: <Way>' -ForEach @(
        @{ Way = 'Get-ChildItem'; Run = { Get-ChildItem "*$Extension" | & $Cmdlet @Arguments @More } }
        @{ Way = 'names'; Run = { (Get-ChildItem "*$Extension").Name | & $Cmdlet @Arguments @More } }
        @{ Way = '-Path with a wildcard'; Run = { & $Cmdlet "*$Extension" @Arguments @More } }
        @{ Way = '-LiteralPath'; Run = { & $Cmdlet -LiteralPath (Get-ChildItem "*$Extension").FullName @Arguments @More } }
        @{ Way = 'a folder'; Run = { & $Cmdlet . @Arguments @More } }
        @{ Way = '-InputList'; Run = { (Get-ChildItem "*$Extension").FullName | Set-Content list.txt; & $Cmdlet -InputList list.txt @Arguments @More } }
    ) {
        $More = @{ Update = $true; WarningVariable = 'skipped'; ErrorVariable = 'failed'; WarningAction = 'SilentlyContinue' }
        . $Run 6>$null | Should -BeNullOrEmpty
        $skipped | Should -HaveCount 1
        "$skipped" | Should -Match '\b2\b.*-IncludeResults'
        $failed | Should -BeNullOrEmpty
    }

    It 'are skipped by -WhatIf and -Estimate' {
        & $Cmdlet . @Arguments -Update -WhatIf -WarningVariable skipped -WarningAction SilentlyContinue 6>$null
        $skipped | Should -HaveCount 1
        $estimate = & $Cmdlet . @Arguments -Estimate -WarningVariable skipped -WarningAction SilentlyContinue
        $estimate.Files | Should -Be 2
        "$skipped" | Should -Match '\b2\b'
    }

    It 'are processed with -IncludeResults' {
        $written = Get-ChildItem "*$Extension" | & $Cmdlet @Arguments -Update -IncludeResults 6>$null
        $written.Name | Should -Be @('a', 'b' | ForEach-Object { "$_$Suffix" -replace [regex]::Escape($Extension), $Suffix })
    }

    It 'are processed if named alone' {
        (& $Cmdlet "a$Suffix" @Arguments -DestinationPath out).Name | Should -Be ("a$Suffix" -replace "$([regex]::Escape($Extension))$", $Suffix)
    }
}

Describe 'Outputs among the inputs of <Cmdlet>' -ForEach $first -Fixture $outputs
Describe 'Outputs among the inputs of <Cmdlet>' -Tag All -ForEach $othersWithImages -Fixture $outputs

Describe 'Results of Stylize among the inputs' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        New-TestImage "$folder/a.png" -Seed 97
        ConvertTo-PixelArt a.png -Width 8 -DestinationPath out | Out-Null
    }

    AfterEach { Pop-Location }

    It 'are inputs if they are named and have names of their own' {
        Copy-Item out/a.pixelart.png sprite.png
        (ConvertTo-PixelArt a.png, sprite.png -Width 4).Name | Should -Be 'a.pixelart.png', 'sprite.pixelart.png'
        Get-ChildItem sprite.png | ConvertTo-PixelArt -Width 4 -DestinationPath piped -WarningVariable skipped -WarningAction SilentlyContinue |
            Should -BeNullOrEmpty
        "$skipped" | Should -BeLike '*sprite.png*'
    }

    It 'cannot be written to a blank path' {
        { ConvertTo-DotArt a.png -DotCount 20 -DestinationPath ' ' -ErrorAction Stop } | Should -Throw '*DestinationPath is blank.'
    }

    It 'are skipped by their own cmdlet in a folder of their own, and named with -Verbose' {
        $lines = ConvertTo-PixelArt out -Width 8 -Verbose -WarningVariable skipped 3>$null 4>&1
        "$lines" | Should -BeLike '*a.pixelart.png*'
        $skipped | Should -HaveCount 1
        'out/a.pixelart.pixelart.png' | Should -Not -Exist
        (ConvertTo-PixelArt out -Width 8 -IncludeResults).Name | Should -Be 'a.pixelart.pixelart.png'
    }

    It 'are inputs of other cmdlets, from folders and wildcards too' {
        (Restore-PixelArt out -DestinationPath small -WarningVariable skipped).Name | Should -Be 'a.pixelart.restored.png'
        (Get-ChildItem out | ConvertTo-DotArt -DotCount 20 -DestinationPath dots -WarningVariable +skipped).Name | Should -Be 'a.pixelart.dots.svg'
        (ConvertTo-VectorArt out/*.png -Colors 3 -DestinationPath traced -WarningVariable +skipped).Name | Should -Be 'a.pixelart.traced.svg'
        $skipped | Should -BeNullOrEmpty
    }
}

Describe 'A folder of photographs' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b', 'c') { New-TestImage "$folder/$name.png" -Seed ([int] [char] $name) }
    }

    AfterEach { Pop-Location }

    It 'is described with -Verbose: files that are up to date and files that are written' {
        ConvertTo-PixelArt . -Width 8 | Out-Null
        New-TestImage "$folder/b.png" -Width 40 -Seed 9
        $lines = ConvertTo-PixelArt . -Width 8 -Update -Verbose 3>$null 4>&1 6>&1 | Where-Object { $_ -isnot [System.IO.FileInfo] } | ForEach-Object { "$_" }
        $lines | Should -Contain 'a.png: up to date'
        $lines | Should -Contain 'c.png: up to date'
        @($lines -like 'Performing the operation*') | Should -HaveCount 1
        @($lines -like 'Performing the operation*b.pixelart.png*') | Should -HaveCount 1
        @($lines -match '^1 \D+ 2 \D+ 0 \D+') | Should -HaveCount 1 -Because 'totals are printed once'
        $lines | Should -Not -Contain 'a.png: '
    }

    It 'gets no report with -WhatIf' {
        ConvertTo-PixelArt . -Width 8 | Out-Null
        $names = Get-Name
        ConvertTo-PixelArt . -Width 8 -Force -IncludeResults -WhatIf -ReportPath log/report.jsonl -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be (@('TargetIsSource') * 3)
        Get-Name | Should -Be $names
    }

    It 'can be an endless pipeline, whose results are returned as they are completed' {
        $endless = & {
            for ($i = 0; $true; $i++) { Get-Item 'a.png', 'b.png', 'c.png' }
        } | ForEach-Object { $index = 0 } { Copy-Item $_ "in$index.png"; Get-Item "in$index.png"; $index++ } |
            ConvertTo-PixelArt -Width 8 -DestinationPath out | Select-Object -First 5
        $endless.Name | Should -Be (0..4 | ForEach-Object { "in$_.pixelart.png" })
        (Get-ChildItem in*.png).Count | Should -BeLessThan 200
    }
}
