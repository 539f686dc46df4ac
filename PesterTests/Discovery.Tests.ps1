BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    New-TestImage "$TestDrive/a.png" 64 48
    New-TestPlate "$TestDrive/plate"
    function Complete([string] $Line) {
        ([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches
    }
}

Describe 'Options as a table' {
    It 'with an unknown name are refused with the nearest one' {
        { ConvertTo-PixelArt a.png -Options @{ Widht = 24 } } | Should -Throw "*Unknown option 'Widht'. Did you mean Width?"
    }

    It 'have the names that PowerShell completes: <_>' -ForEach 'ConvertTo-PixelArt', 'ConvertTo-DotArt', 'ConvertTo-VectorArt', 'New-GaussianImage' {
        $cmdlet = $_
        $options = (Get-Command $cmdlet).Parameters['Options']
        $transformation = $options.Attributes.Where{ $_.GetType().Name -eq 'PresetOptionsAttribute' }[0]
        $defaults = [Activator]::CreateInstance($options.ParameterType)
        $names = (Complete "$cmdlet a.png -Options @{").CompletionText
        $names.Count | Should -BeGreaterThan 10
        # A group of options is a table of one of them.
        function Get-Value($Start, $Name, $Value) {
            if (-not ($Value.PSObject.TypeNames -like '*Options')) { return , $Value }
            $inner = @((Complete "$Start$Name = @{").CompletionText)[0]
            @{ $inner = Get-Value "$Start$Name = @{" $inner $Value.$inner }
        }
        foreach ($name in $names) {
            { $transformation.Transform($ExecutionContext, @{ $name = Get-Value "$cmdlet a.png -Options @{" $name $defaults.$name }) } | Should -Not -Throw
        }
    }

    It 'are numbers and names as parameters are' {
        { ConvertTo-PixelArt a.png -Options @{ Width = 8.5 } } | Should -Throw "*Width is '8.5'; it must be a whole number, 1 to 4096."
        { ConvertTo-PixelArt a.png -Options @{ Dither = 77 } } | Should -Throw "*Dither is '77'; it must be None, *"
        { Save-StylizePreset PixelArt Fraction -Options @{ Width = 8.5 } -WhatIf } | Should -Throw "*Width is '8.5'*"
        $plot = ConvertTo-DotArt "$TestDrive/a.png" -Options @{ Distribution = 'Hatch'; HatchAngle = 0, 90 } -DestinationPath "$TestDrive/hatched"
        (Get-StylizeProvenance $plot).Options.HatchAngle | Should -Be 0, 90
    }

    It 'set what the names of properties mean' {
        $made = ConvertTo-PixelArt "$TestDrive/a.png" -Width 8 -Options @{ Refinement = $false; Tone = @{ Contrast = 10 } } -DestinationPath "$TestDrive/named"
        $made = (Get-StylizeProvenance $made).Options
        $made.NoRefinement, $made.Contrast | Should -Be $true, 10
    }
}

Describe 'Show-StylizePreset' {
    It 'writes a sheet with all presets, and keeps an existing file' {
        New-TestImage "$TestDrive/s.png" 16 12
        $sheet = Show-StylizePreset PixelArt "$TestDrive/s.png" -DestinationPath "$TestDrive/sheets"
        $sheet.Name | Should -Be 's.presets.png'
        $sheet.Stylize.Variants | Should -Contain 'Paper'
        (Read-PngHeader $sheet.FullName).Width | Should -BeGreaterThan 400
        Show-StylizePreset PixelArt "$TestDrive/s.png" -DestinationPath "$TestDrive/sheets" -ErrorVariable failure -ErrorAction SilentlyContinue
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'TargetExists*'
    }

    It 'writes one sheet per file, even with -Force' {
        Copy-Item "$TestDrive/a.png" "$TestDrive/a.webp.png"
        $sheets = "$TestDrive/a.png", "$TestDrive/a.webp.png" | Show-StylizePreset -Operation PixelArt -Vary Dither=none -Force `
            -DestinationPath "$TestDrive/one.png" -ErrorVariable failure -ErrorAction SilentlyContinue
        $sheets.Stylize.Source | Should -Be (Get-Item "$TestDrive/a.png").FullName
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'TargetConflict*'
        $failure[0].TargetObject | Should -BeLike '*a.webp.png'
    }

    It 'varies one option' {
        (Show-StylizePreset -Path "$TestDrive/a.png" -Vary Dither -DestinationPath "$TestDrive/d.png").Stylize.Variants.Count | Should -Be 6
    }

    It 'rejects an unknown option with a suggestion' {
        { Show-StylizePreset -Path "$TestDrive/a.png" -Vary DotCuont=5 } | Should -Throw '*DotCuont*DotCount*' -ErrorId 'NameUnknown,*'
    }
}

Describe 'Completion' {
    It 'offers <Expected> for <Line>, with a tooltip' -ForEach @(
        @{ Line = 'ConvertTo-PixelArt a.png -Palette gameb'; Expected = 'gameboy'; Tip = "*4 colors: $([char] 27)*" }
        @{ Line = 'ConvertTo-DotArt a.png -Color nav'; Expected = 'NavajoWhite'; Tip = '#ffdead*' }
        @{ Line = 'ConvertTo-DotArt a.png -PaperSize let'; Expected = 'Letter'; Tip = '215.9 x 279.4 mm' }
        @{ Line = 'ConvertTo-DotArt a.png -Pen 0.3mm'; Expected = "'0.3mm,black'"; Tip = '*pen*' }
        @{ Line = 'ConvertTo-PixelArt a.png -Preset fa'; Expected = 'Fast'; Tip = '*Stride 2*' }
        @{ Line = 'Show-StylizePreset -Path a.png -Operation dot'; Expected = 'DotArt'; Tip = '*Watercolor*' }
    ) {
        $found = @(Complete $Line)
        $found[0].CompletionText | Should -Be $Expected
        $found[0].ToolTip | Should -BeLike $Tip
    }

    It 'offers the wells and channels of the input files' {
        @(Complete "New-SegmentationMontage $TestDrive/plate -Well E").CompletionText | Should -Be 'E4', 'E5'
        @(Complete "New-SegmentationMontage $TestDrive/plate/*.png -Channel D").CompletionText | Should -Be 'DAPI'
        @(Complete "New-SegmentationMontage $TestDrive/plate -Well E4")[0].ToolTip | Should -Match '^8 '
        @(Complete 'Show-StylizePreset PixelArt a.png -Vary Dith').CompletionText | Should -Be 'Dither=', 'DitherSize=', 'DitherStrength='
        @(Complete 'Show-StylizePreset a.png -Vary DotC').CompletionText | Should -Be 'DotCount='
    }
}

Describe 'Messages' {
    It 'name the parameter and the value: <Parts>' -ForEach @(
        @{ Arguments = @{ Palette = 'gamboy' }; Id = 'NameUnknown'; Parts = '-Palette', 'gamboy', 'gameboy' }
        @{ Arguments = @{ Palette = 'red', 'whit' }; Id = 'NameUnknown'; Parts = 'whit', 'White' }
        @{ Arguments = @{ LockedColor = 'red'; Palette = 'gameboy' }; Id = 'OptionConflict'; Parts = '-LockedColor', '-Palette' }
        @{ Arguments = @{ Preset = 'Papr' }; Id = 'NameUnknown'; Parts = 'Papr', 'Paper' }
        @{ Arguments = @{ Dither = 'Bayr' }; Id = 'ParameterArgumentTransformationError'; Parts = 'Dither', 'Bayer' }
        @{ Arguments = @{ LockedColor = 'red', 'blu' }; Id = 'NameUnknown'; Parts = '-LockedColor', 'Blue' }
        @{ Arguments = @{ DitherStrength = 0.5 }; Id = 'OptionConflict'; Parts = '-DitherStrength', '-Dither', 'Bayer', 'BlueNoise', 'Diffusion' }
    ) {
        $failure = { ConvertTo-PixelArt "$TestDrive/a.png" @Arguments } | Should -Throw -PassThru -ErrorId "$Id,*"
        foreach ($part in $Parts) { "$failure" | Should -BeLike "*$part*" }
        Test-Path "$TestDrive/a.pixelart.png" | Should -BeFalse
    }

    It 'suggest a preset for an unknown one' {
        Get-StylizePreset PixelArt Papr -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failure" | Should -BeLike '*Papr*Paper*'
        Get-StylizePreset PixelArt 'nosuch*' | Should -BeNullOrEmpty
    }

    It 'reject operations that cannot be tuned' {
        { Optimize-StylizePreset Regions "$TestDrive/a.png" -TargetTime 1 } | Should -Throw '*Regions*' -ErrorId 'OptionInvalid,*'
    }
}

Describe 'Options' {
    It '-Options accepts a preset, and rejects one of another operation' {
        $file = ConvertTo-PixelArt "$TestDrive/a.png" -Options (Get-StylizePreset PixelArt Paper) -DestinationPath "$TestDrive/options"
        (Get-StylizeProvenance $file.FullName).Options.NoRefinement | Should -BeTrue
        { ConvertTo-PixelArt "$TestDrive/a.png" -Options (Get-StylizePreset DotArt Sketch) } | Should -Throw '*DotArt*'
    }

    It '-TargetTime accepts numbers of any type as seconds, and 1s without quotes' {
        foreach ($arguments in @{ TargetTime = 1 }, @{ TargetTime = [int16] 1 }, @{ TargetTime = 1.0 }, @{ TargetTime = '1' }) {
            { Optimize-StylizePreset Regions "$TestDrive/a.png" @arguments } | Should -Throw -ErrorId 'OptionInvalid,*'
        }
        $file = New-GaussianImage "$TestDrive/a.png" -TargetTime 1s -Count 20 -DestinationPath "$TestDrive/second"
        (Get-StylizeProvenance $file.FullName).Options.TargetTime | Should -Be '1s'
        $file = New-GaussianImage "$TestDrive/a.png" -TargetTime 0.2 -Count 20 -DestinationPath "$TestDrive/timed"
        (Get-StylizeProvenance $file.FullName).Options.TargetTime | Should -Be '0.2s'
    }

    It 'take a number with its unit' {
        $plot = ConvertTo-DotArt "$TestDrive/a.png" -Distribution Tone -DotCount 20 -PaperSize A6 -DrawSpeed 50mm/s -DestinationPath "$TestDrive/plot.gcode"
        (Get-StylizeProvenance $plot).Options.DrawSpeed | Should -Be 50
    }

    It 'New-SegmentationMontage -Estimate estimates the wells and writes nothing' {
        $before = (Get-ChildItem $TestDrive -Exclude cache | Get-ChildItem -Recurse).Count
        (New-SegmentationMontage "$TestDrive/plate" -Channel DAPI -Estimate).Files | Should -Be 2
        (Get-ChildItem $TestDrive -Exclude cache | Get-ChildItem -Recurse).Count | Should -Be $before
    }
}

Describe 'Views' {
    It 'fit 100 columns' {
        $made = ConvertTo-PixelArt "$TestDrive/a.png" -DestinationPath "$TestDrive/views"
        $made | Out-String -Width 100 | Should -Match '768\s+576.*\d+ colors.*a\.pixelart\.png'
        $made.Stylize.Phases | Out-String -Width 100 | Should -Match 'Name\s+Milliseconds'
        $model = New-GaussianImage "$TestDrive/a.png" -Count 20 -Iterations 10 -DestinationPath "$TestDrive/views"
        $model | Out-String -Width 100 | Should -Match '20 Gaussians,.*\n\s*[\d.]+ dB'
        Get-GaussianImage $model.FullName | Out-String -Width 100 | Should -Match '64\s+48\s+20\s+Compact.*a\.g2d'
        New-SegmentationMontage "$TestDrive/plate" -List | Select-Object -First 1 | Out-String -Width 100 | Should -Match 'E4\s+0\s+DAPI\s+1'
        foreach ($line in (Measure-StylizePerformance PixelArt "$TestDrive/a.png" -Thread 1 -Iterations 1 | Out-String -Width 100) -split '\r?\n') {
            $line.Length | Should -BeLessOrEqual 100
        }
    }
}

Describe 'Output that is not a terminal' {
    It 'gets one line for each picture, and -WhatIf names all files' {
        $result = Invoke-Pwsh @"
            Show-StylizeImage '$TestDrive/a.png'
            Show-StylizePreset -Path '$TestDrive/a.png' -Vary DotCount=20,40
            ConvertTo-PixelArt '$TestDrive/a.png' -DestinationPath '$TestDrive/views' -Force -SavePalette Gpl -ProgressImageInterval 5 -WhatIf
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -HaveCount 3
        $result.Output[0] | Should -BeLike '*a.png: 64 x 48 Png*'
        $result.Output[1] | Should -BeLike '*-DestinationPath*'
        $result.Output[2] | Should -BeLike '*"Create from *a.png*" on target "*a.pixelart.png*a.gpl*'
    }
}
