BeforeDiscovery {
    $commands = (Import-PowerShellDataFile "$PSScriptRoot/../Stylize.psd1").CmdletsToExport
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $kinds = @{ Switch = 'SwitchParameter'; File = 'String'; Text = 'String'; Color = 'String'; Palette = 'String[]'; Colors = 'String[]'; Parsed = 'String[]' }

    # Returns how the engine declares a parameter; nothing if it does not.
    function Get-Declaration {
        param($Parameter)
        $Parameter.Attributes | Where-Object { $_.GetType().GetInterface('Stylize.PowerShell.Options.IOptionOf') }
    }
}

Describe 'The options of <_>' -ForEach $commands {
    It 'match the declarations of the engine by name and type' {
        $command = Get-Command $_
        $records = @{}
        foreach ($parameter in $command.Parameters.Values) {
            $attribute = Get-Declaration $parameter
            if (-not $attribute) { continue }
            $declared = $attribute.Declaration
            $foundation = $declared.GetType().Assembly
            $records[$attribute.GetType().GetGenericArguments()[0]] = $true
            $parameter.Name | Should -BeExactly $declared.Name
            # What other programs call these parameters works in PowerShell; the command suggests its option.
            "$(@($parameter.Aliases) -notmatch '^(Colours?|OutputPath|OutDir|Recursive)$')" | Should -BeExactly "$(@($declared.Aliases) + $declared.Declared.FromProperties -ne $null)"
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            $expected = switch ("$($declared.Kind)") {
                # Elements that can contain commas, such as pens, are strings.
                'List' { @($declared.ElementType.CustomAttributes.AttributeType.Name) -match '^(ValueForm|PenForm)Attribute' ? 'String[]' : "$($declared.ElementType.Name)[]" }
                'Choices' { "$($declared.ValueType.Name)[]" }
                default { $kinds[$_] ?? $declared.ValueType.Name }
            }
            if ($declared.Declared.IsEach) { $expected = 'String[]' }
            # Names of an enum, times, and words for numbers are text, which also binds in mocks and proxies.
            if ("$($declared.Kind)" -in 'Choice', 'Duration' -or ("$($declared.Kind)" -eq 'Integer' -and $declared.Declared.Words)) { $expected = 'String' }
            $parameter.Attributes.Where{ $_ -is [System.Management.Automation.PSTypeNameAttribute] } | Should -BeNullOrEmpty
            $type.Name | Should -Be $expected -Because "-$($parameter.Name) is a $($declared.Kind)"
            foreach ($values in $parameter.Attributes.Where{ $_ -is [ValidateSet] }.ValidValues) { $values | Should -BeIn "$($declared.Range.Values)".Split(' ') }
            $parameter.Attributes.Where{ $_ -is [ValidateRange] } | Should -BeNullOrEmpty -Because 'the declaration contains the range'
        }
        foreach ($record in $records.Keys) {
            $set = $foundation.GetType('Stylize.Engine.Operations.Options.OptionSet')::ForRecord($record)
            # A plate has no subfolders to keep, and its results are not images of a plate. Only plates have a database.
            # Workers delete nothing.
            $left = switch ($command.Name) {
                'New-SegmentationMontage' { 'RelativeTo', 'IncludeResults' }
                'Submit-StylizeBatch' { 'Database', 'Prune' }
                default { 'Database' }
            }
            ($set.All | Where-Object { "$($_.Declared.For)" -ne 'Command' -and -not $_.Declared.OnlyInPresets }).Name | Where-Object { $_ -notin $left } | Should -BeIn $command.Parameters.Keys
        }
    }
}

Describe 'Values' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestImage "$folder/a.png" 96 64
        New-TestPlate "$folder/plate"
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    It 'of an enum can be <Method>' -ForEach @(@{ Method = 'SdFromMean' }, @{ Method = 'sd-from-mean' }, @{ Method = 'sd_from_mean' }) {
        { Measure-ImageRegion plate/PLATE1_E4_T0_1_DAPI.png -Method $Method } | Should -Not -Throw
    }

    It 'of times can be <Time>' -ForEach @(@{ Time = '10s' }, @{ Time = 10 }, @{ Time = '00:00:10' }, @{ Time = '10000ms' }) {
        (ConvertTo-DotArt a.png -TargetTime $Time -DestinationPath time.svg -Force).Stylize.TargetMet | Should -BeTrue
    }

    It 'of lists can be one string' {
        (New-SegmentationMontage plate -List -Well 'E4').Count | Should -Be 8
        (New-SegmentationMontage plate -List -Well 'E4,E5').Count | Should -Be 16
        (New-SegmentationMontage plate -List -Timepoint '0').Count | Should -Be 16
    }

    It 'of an enum are completed' {
        $found = TabExpansion2 'ConvertTo-DotArt a.png -Shape '
        $found.CompletionMatches.CompletionText | Should -Contain 'Diamond'
        (TabExpansion2 'ConvertTo-DotArt a.png -DotCou').CompletionMatches.ToolTip | Should -Match 'DotCount - \w+'
        $found = TabExpansion2 'ConvertFrom-GaussianImage a.g2d -Format '
        $found.CompletionMatches.CompletionText | Sort-Object | Should -Be 'Gif', 'Html', 'Jpeg', 'Png', 'Tiff', 'WebP'
    }

    It 'of an enum are completed without those that a rule excludes: <Line>' -ForEach @(
        @{ Line = 'ConvertTo-DotArt a.png -PngSize 300 -Format '; Expected = 'Png', 'Tiff' }
        @{ Line = 'ConvertTo-DotArt a.png -Pen black -Distribution W'; Expected = @() }
        @{ Line = 'ConvertTo-PixelArt a.png -SheetColumns 3 -Format '; Expected = 'SpriteSheet' }
        @{ Line = 'ConvertFrom-GaussianImage a.g2d -Width 300 -Format H'; Expected = @() }
    ) {
        @((TabExpansion2 $Line).CompletionMatches | Where-Object ResultType -EQ ParameterValue).CompletionText | Should -Be $Expected
    }

    It 'of an enum have its type in the syntax of the help' {
        (Get-Help ConvertTo-DotArt | Out-String -Width 4096) | Should -Match '\[-Format <DrawingFormat>\]'
    }

    It 'of an enum are one of its values, also from a variable' {
        $format = (Get-StylizePreset DotArt Default).Options.Format
        (ConvertTo-DotArt a.png -Format $format -DestinationPath typed.svg).Name | Should -Be 'typed.svg'
        { ConvertTo-DotArt a.png -Format pngg } | Should -Throw '*Did you mean Png?*' -ErrorId 'ParameterArgumentTransformationError,*'
        { ConvertTo-DotArt a.png -Format Monday } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        { ConvertTo-DotArt a.png -Format ([System.DayOfWeek]::Monday) } | Should -Throw '*must be Svg*'
        { ConvertTo-DotArt a.png -Format png, svg } | Should -Throw '*must be Svg*'
        { ConvertTo-DotArt a.png -Format $null } | Should -Throw '*Format is empty*'
    }

    It 'with names are completed: <Line>' -ForEach @(
        @{ Line = 'ConvertTo-DotArt a.png -Color rebecc'; Found = 'RebeccaPurple' }
        @{ Line = 'ConvertTo-DotArt a.png -Palette gameboy-'; Found = 'gameboy-pocket' }
        @{ Line = 'ConvertTo-DotArt a.png -PaperSize A4'; Found = 'A4' }
        @{ Line = 'ConvertTo-DotArt a.png -Pen cm'; Found = 'CMYK' }
        @{ Line = 'ConvertTo-PixelArt a.png -DitherSize 1'; Found = '16' }
        @{ Line = 'ConvertTo-PixelArt a.png -LockedColor rebecc'; Found = 'RebeccaPurple' }
        @{ Line = 'New-SegmentationMontage plate -Well E'; Found = 'E4', 'E5' }
        @{ Line = 'New-SegmentationMontage plate -Align D'; Found = 'DAPI' }
        @{ Line = 'Measure-StylizePerformance PixelArt a.png -Vary DitherSi'; Found = 'DitherSize=' }
        @{ Line = 'Measure-StylizePerformance PixelArt a.png -Vary Dither=Blu'; Found = 'Dither=BlueNoise' }
    ) {
        (TabExpansion2 $Line).CompletionMatches.CompletionText | Should -Be $Found
    }

    It 'out of range give a binding error' {
        { ConvertTo-DotArt a.png -MinRadius 500 } | Should -Throw '*MinRadius*100*' -ErrorId 'ParameterArgumentValidationError,*'
        { ConvertTo-DotArt a.png -MinRadius 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'Presets' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestImage "$folder/a.png" 200 150
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    It 'are copies: changes do not affect later runs' {
        $before = (ConvertTo-DotArt a.png -DestinationPath before.svg).Stylize.Dots
        (Get-StylizePreset DotArt | Where-Object Name -EQ 'Default').Options.MinRadius = 3
        (ConvertTo-DotArt a.png -DestinationPath after.svg).Stylize.Dots | Should -Be $before
        (Get-StylizePreset DotArt Default).Options.MinRadius | Should -Be 0.5
    }

    It 'exclude -Options and -Fast' {
        { ConvertTo-PixelArt a.png -Fast -Preset Paper } | Should -Throw -ErrorId 'OptionConflict*'
        { ConvertTo-PixelArt a.png -Fast -Options (Get-StylizePreset PixelArt Paper).Options } | Should -Throw -ErrorId 'OptionConflict*'
        { ConvertTo-PixelArt a.png -SharedPalette -Palette pico-8 } | Should -Throw -ErrorId 'OptionConflict*'
    }

    It 'accept -NoRefinement and -SmoothnessWeight' {
        (ConvertTo-PixelArt a.png -NoRefinement -DestinationPath paper.png).Name | Should -Be 'paper.png'
        (ConvertTo-PixelArt a.png -SmoothnessWeight 2 -DestinationPath smooth.png).Name | Should -Be 'smooth.png'
    }
}

Describe 'Rules of both front ends' {
    BeforeEach {
        $folder = New-TestFolder
        New-TestPlate "$folder/plate"
    }

    It 'write the outputs of a plate to the folder of the first tile' {
        $files = New-SegmentationMontage "$folder/plate" -Channel DAPI -Method Otsu
        $files.DirectoryName | ForEach-Object { $_ | Should -BeLike "$folder/plate*".Replace('/', [System.IO.Path]::DirectorySeparatorChar) }
        "$folder/plate/segmentation.sqlite" | Should -Exist
    }

    It 'give an error for a folder without images' {
        [void] (New-Item -ItemType Directory "$folder/empty")
        New-SegmentationMontage "$folder/empty" -List -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ImageMissing*'
    }

    It 'tune with the readable images, and give errors for the others' {
        New-TestImage "$folder/a.png" 64 48
        Set-Content "$folder/bad.png" 'not an image'
        $found = Optimize-StylizePreset DotArt "$folder/bad.png", "$folder/a.png" -TargetTime 10s -MaxTrials 2 -ErrorVariable failure -ErrorAction SilentlyContinue
        $found.Trials.Count | Should -BeGreaterThan 0
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable*'
    }
}
