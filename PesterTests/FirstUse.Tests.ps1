# The line that everybody types first, typed again in the same folder: results of a cmdlet are not its inputs, however they arrive.
BeforeDiscovery {
    $first = . $PSScriptRoot/FileCmdlets.ps1
    $writesImages = $first | Where-Object { $_.Cmdlet -in 'ConvertTo-PixelArt', 'Restore-PixelArt', 'Edit-GaussianImage' }
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    function Get-Name { (Get-ChildItem -Recurse -File | Resolve-Path -Relative) -replace '\\', '/' | Sort-Object }
}

Describe '<Cmdlet> run three times in one folder' -ForEach $first {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b', 'c') { & $NewInput "$folder/$name$Extension" -Seed ([int] [char] $name) }
    }

    AfterEach { Pop-Location }

    It 'leaves the same files with Get-ChildItem, and reports the photographs only' {
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

    It 'leaves the same files with -Update, and no error' {
        foreach ($run in 1..3) {
            Get-ChildItem "*$Extension" | & $Cmdlet @Arguments -Update -ErrorVariable failed -InformationVariable told 3>$null 6>$null | Out-Null
            $failed | Should -BeNullOrEmpty
        }
        "$told" | Should -Be '0 created, 3 up to date, 0 failed.'
        Get-Name | Should -HaveCount 6
    }

    It 'takes a folder, by name and piped' {
        & $Cmdlet . -DestinationPath out @Arguments | Should -HaveCount 3
        Get-Item . | & $Cmdlet -DestinationPath piped @Arguments | Should -HaveCount 3
    }

    It 'refuses an extension that it does not write for one input, and names all that it does' {
        { & $Cmdlet "a$Extension" -DestinationPath plot.gcode @Arguments } | Should -Throw '*cannot be a .gcode file*' -ErrorId 'OptionInvalid,*'
        { Get-Item "a$Extension" | & $Cmdlet -DestinationPath plot.gcode @Arguments } | Should -Throw -ErrorId 'OptionInvalid,*'
        'plot.gcode' | Should -Not -Exist
        Get-ChildItem "*$Extension" | & $Cmdlet -DestinationPath plot.gcode @Arguments | Should -HaveCount 3
        & $Cmdlet "a$Extension" -DestinationPath other.gcode/ @Arguments | Should -HaveCount 1
    }

    It 'says with -WhatIf what a run would refuse' {
        & $Cmdlet "a$Extension" @Arguments | Out-Null
        $names = Get-Name
        & $Cmdlet "a$Extension", "b$Extension", "b$Extension" @Arguments -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be 'TargetExists', 'TargetConflict'
        Get-Name | Should -Be $names
    }

    It 'finds a destination that cannot be written before the work' {
        Set-Content wall 'a file where a folder should be'
        Get-ChildItem "*$Extension" | & $Cmdlet -DestinationPath wall/out @Arguments -ReportPath report.jsonl -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed | Should -Not -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'TargetUnwritable,*'
        @(Get-Content report.jsonl) -match '"status":"failed"' | Should -Match '"phases":\{\}'
    }
}

Describe 'Results among the inputs of <Cmdlet>' -ForEach $writesImages {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b') { & $NewInput "$folder/$name$Extension" -Seed ([int] [char] $name) }
        & $Cmdlet . @Arguments | Out-Null
    }

    AfterEach { Pop-Location }

    It 'are skipped with one warning however they arrive: <Way>' -ForEach @(
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
        "$skipped" | Should -Be 'Skipped 2 inputs because they are results of this operation. Use -IncludeResults to process them.'
        $failed | Should -BeNullOrEmpty
    }

    It 'are skipped by -WhatIf and -Estimate too' {
        & $Cmdlet . @Arguments -Update -WhatIf -WarningVariable skipped -WarningAction SilentlyContinue 6>$null
        $skipped | Should -HaveCount 1
        $estimate = & $Cmdlet . @Arguments -Estimate -WarningVariable skipped -WarningAction SilentlyContinue
        $estimate.Files | Should -Be 2
        "$skipped" | Should -BeLike '*Skipped 2 inputs*'
    }

    It 'are taken with -IncludeResults' {
        $written = Get-ChildItem "*$Extension" | & $Cmdlet @Arguments -Update -IncludeResults 6>$null
        $written.Name | Should -Be @('a', 'b' | ForEach-Object { "$_$Suffix" -replace [regex]::Escape($Extension), $Suffix })
    }

    It 'are taken when one is named alone' {
        (& $Cmdlet "a$Suffix" @Arguments -DestinationPath out).Name | Should -Be ("a$Suffix" -replace "$([regex]::Escape($Extension))$", $Suffix)
    }

    It 'do not become inputs when their source is deleted' {
        Remove-Item "a$Extension"
        Get-ChildItem "*$Extension" | & $Cmdlet @Arguments -Update -Prune 3>$null 6>$null | Should -BeNullOrEmpty
        (Get-ChildItem).Name | Should -Be @("b$Suffix", "b$Extension" | Sort-Object)
    }
}

Describe 'The first line in a folder of photographs' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b', 'c') { New-TestImage "$folder/$name.png" -Seed ([int] [char] $name) }
    }

    AfterEach { Pop-Location }

    It 'ignores files that are not images when it takes the folder' {
        Set-Content Thumbs.db 'no picture'
        ConvertTo-PixelArt . -Width 8 -DestinationPath out -ErrorVariable failed | Should -HaveCount 3
        Get-Item . | ConvertTo-PixelArt -Width 8 -DestinationPath piped -ErrorVariable +failed | Should -HaveCount 3
        $failed | Should -BeNullOrEmpty
    }

    It 'goes on after a folder without images' {
        [void] (New-Item -ItemType Directory empty)
        'empty', '.' | ConvertTo-PixelArt -Width 8 -DestinationPath out -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 3
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'ImageMissing,*'
    }

    It 'learns a shared palette from the photographs only' {
        $first = Get-ChildItem *.png | ConvertTo-PixelArt -Width 8 -SharedPalette -SavePalette Hex
        $hash = (Get-FileHash $first).Hash
        Get-ChildItem *.png | ConvertTo-PixelArt -Width 8 -SharedPalette -SavePalette Hex -Update -InformationVariable told 3>$null 6>$null
        "$told" | Should -Be '0 created, 3 up to date, 0 failed.'
        (Get-FileHash $first).Hash | Should -Be $hash
        { ConvertTo-PixelArt . -Width 8 -SharedPalette -DestinationPath (Join-Path a.png 'out') -WarningAction SilentlyContinue } |
            Should -Throw -ErrorId 'TargetUnwritable,*'
    }

    It 'says with -Verbose what is up to date, and "Write" only of what is written' {
        ConvertTo-PixelArt . -Width 8 | Out-Null
        New-TestImage "$folder/b.png" -Width 40 -Seed 9
        $lines = ConvertTo-PixelArt . -Width 8 -Update -Verbose 3>$null 4>&1 6>$null | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } |
            ForEach-Object Message
        $lines | Should -Contain 'a.png: up to date'
        $lines | Should -Contain 'c.png: up to date'
        @($lines -like '*"Write *') | Should -HaveCount 1
        @($lines -like '*"Write *b.pixelart.png*(replaced)*') | Should -HaveCount 1
        @($lines -like '1 created, 2 up to date, 0 failed, *') | Should -HaveCount 1
        $lines | Should -Not -Contain 'a.png: '
    }

    It 'writes no report and asks nothing of refused files with -WhatIf' {
        ConvertTo-PixelArt . -Width 8 | Out-Null
        $names = Get-Name
        ConvertTo-PixelArt . -Width 8 -Force -IncludeResults -WhatIf -ReportPath log/report.jsonl -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | ForEach-Object { $_.Split(',')[0] } | Should -Be (@('TargetIsSource') * 3)
        Get-Name | Should -Be $names
    }

    It 'gives results as they are ready while the input goes on without end' {
        $endless = & {
            for ($i = 0; $true; $i++) { Get-Item 'a.png', 'b.png', 'c.png' }
        } | ForEach-Object { $index = 0 } { Copy-Item $_ "in$index.png"; Get-Item "in$index.png"; $index++ } |
            ConvertTo-PixelArt -Width 8 -DestinationPath out | Select-Object -First 5
        $endless.Name | Should -Be (0..4 | ForEach-Object { "in$_.pixelart.png" })
        (Get-ChildItem in*.png).Count | Should -BeLessThan 200
    }
}
