# What a user types next: completion of what objects and databases hold, suggestions for misspelled parameters, and help of a pipeline.
BeforeDiscovery {
    Import-Module "$(Split-Path $PSScriptRoot)/Stylize.psd1"
    $cmdlets = (Get-Command -Module Stylize -CommandType Cmdlet).Name
    $throttled = @($cmdlets | Where-Object { (Get-Command $_).Parameters['ThrottleLimit'] -and (Get-Command $_).Parameters['Path'] })
    $piped = @($throttled | Where-Object { (Get-Command $_).Parameters['InputList'] })
    $writing = @($piped | Where-Object { (Get-Command $_).Parameters['Show'] })
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    New-TestImage "$TestDrive/a.png" 64 48
    New-TestScreen "$TestDrive/screen" 6>$null
    $screen = "$TestDrive/screen/out/segmentation.sqlite"
    function Complete {
        param([string] $Line)
        ([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches
    }
}

Describe 'Completion of what data holds' {
    It 'offers the properties of the objects of <Cmdlet>' -ForEach @(
        @{ Cmdlet = 'ConvertTo-PixelArt'; Run = { ConvertTo-PixelArt "$TestDrive/a.png" -Width 8 -DestinationPath "$TestDrive/o" -Force } }
        @{ Cmdlet = 'ConvertTo-DotArt'; Run = { ConvertTo-DotArt "$TestDrive/a.png" -DotCount 50 -DestinationPath "$TestDrive/o" -Force } }
        @{ Cmdlet = 'New-SegmentationMontage'; Run = { New-SegmentationMontage "$RepositoryRoot/samples/plate" -Channel DAPI -Well A1 -Timepoint 0 -DestinationPath "$TestDrive/s" 6>$null } }
        @{ Cmdlet = 'Measure-ImageRegion'; Run = { Measure-ImageRegion "$RepositoryRoot/samples/plate/A1/SAMPLE_A1_T0_1_DAPI.tif" } }
        @{ Cmdlet = 'Get-StylizeWell'; Run = { Get-StylizeWell $screen | Select-Object -Property * -ExcludeProperty role, compound, concentration } }
        @{ Cmdlet = 'Get-StylizeHit'; Run = { 'Hits', 'Treatments', 'Curves', 'Plates', 'Wells' | ForEach-Object { Get-StylizeHit $screen -Measurement MeanIntensity_GFP -Table $_ -Bottom 0 -Top 100 } } }
        @{ Cmdlet = 'Get-StylizeHit'; Run = { Get-StylizeHit $screen -List } }
        @{ Cmdlet = 'Export-StylizeRegion'; Run = { Export-StylizeRegion $screen "$TestDrive/tables" -Force } }
        @{ Cmdlet = 'Get-StylizeFormat'; Run = { Get-StylizeFormat } }
        @{ Cmdlet = 'Get-StylizePalette'; Run = { Get-StylizePalette pico-8 } }
        @{ Cmdlet = 'Get-GaussianImage'; Run = { New-TestModel "$TestDrive/a.g2d"; Get-GaussianImage "$TestDrive/a.g2d" } }
        @{ Cmdlet = 'Get-StylizeProvenance'; Run = { ConvertTo-PixelArt "$TestDrive/a.png" -Width 8 -DestinationPath "$TestDrive/p.png" -Force | Get-StylizeProvenance } }
        @{ Cmdlet = 'Compare-StylizeImage'; Run = { Compare-StylizeImage "$TestDrive/a.png" "$TestDrive/a.png" } }
    ) {
        $objects = & $Run 3>$null
        $objects | Should -Not -BeNullOrEmpty
        # PowerShell adds these to files.
        $names = $objects | ForEach-Object { $_.PSObject.Properties.Name } | Select-Object -Unique | Where-Object { $_ -notlike 'PS*' }
        # As in ($_.) of a script block, whose variable has a value in a test.
        $offered = (Complete "($Cmdlet x)[0].").CompletionText
        $names | Where-Object { $_ -notin $offered } | Should -BeNullOrEmpty
    }

    It 'offers what the objects of tracks have' {
        (Complete '(Get-StylizeTrack x)[0].').CompletionText | Should -Contain 'Points'
    }

    It 'adds no property to objects and tables' {
        $region = Measure-ImageRegion "$RepositoryRoot/samples/plate/A1/SAMPLE_A1_T0_1_DAPI.tif" -Property Area | Select-Object -First 1
        $region.PSObject.Properties.Name | Should -Be 'Path', 'Label', 'Area'
        ($region | ConvertTo-Csv)[0] | Should -Be '"Path","Label","Area"'
        (Get-StylizeHit $screen -List | ConvertTo-Csv)[0] | Should -Be '"Measurement"'
    }

    It 'offers <Expected> for <Line>' -ForEach @(
        @{ Line = 'Get-StylizeHit DB -Measurement MeanIntensity_G'; Expected = 'MeanIntensity_GFP' }
        @{ Line = 'Get-StylizeWell DB -Measurement MeanIntensity_G'; Expected = 'MeanIntensity_GFP' }
        @{ Line = 'Get-StylizeWell -Database DB -Channel '; Expected = 'DAPI' }
        @{ Line = 'Export-StylizeRegion DB out -Well A'; Expected = 'A1', 'A2', 'A3' }
        @{ Line = 'Get-StylizeTrack DB -Run '; Expected = 'default' }
    ) {
        (Complete $Line.Replace('DB', "'$screen'")).CompletionText | Should -Be $Expected
    }

    It 'offers nothing for a database that is not there' {
        (Complete "Get-StylizeWell '$TestDrive/no.sqlite' -Channel D").CompletionText | Should -Not -Contain 'DAPI'
    }
}

Describe 'Get-StylizeHit -List' {
    It 'lists the measurements of the run' {
        (Get-StylizeHit $screen -List).Measurement | Should -Contain 'MeanIntensity_GFP'
        (Get-Item $screen | Get-StylizeHit -List).Measurement | Should -Contain 'Cells'
    }

    It 'is named by the error without a measurement' {
        Get-StylizeHit $screen -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'OptionInvalid*'
        "$($failure[0].ErrorDetails)" | Should -BeLike '*MeanIntensity_GFP*'
    }
}

Describe 'The summary of a plot' {
    It 'is in the contents and the layers of the object' {
        $plot = ConvertTo-DotArt "$TestDrive/a.png" -Pen '0.3mm,black;0.5mm,fuchsia' -DotCount 60 -DestinationPath "$TestDrive/plot.svg"
        $plot.Contents | Should -Match '^\d+ (min|s), \d pens?, [\d.]+ m, '
        $plot.Stylize.Layers.Name | Should -Be 'black 0.3mm', 'fuchsia 0.5mm'
        ($plot.Stylize.Layers.Minutes | Measure-Object -Sum).Sum | Should -BeGreaterThan 0
    }
}

Describe 'An address of the web' {
    It 'gives advice that fits' {
        ConvertTo-PixelArt 'https://example.org/a.png' -ErrorAction SilentlyContinue -ErrorVariable failure
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'ImageMissing*'
        $failure[0].ErrorDetails.RecommendedAction | Should -BeLike '*download it*'
    }
}

Describe 'A parameter with the name of another program' {
    It 'works: <_>' -ForEach '-Colours 4', '-OutputPath "$TestDrive/other"' {
        $file = Invoke-Expression "ConvertTo-PixelArt '$TestDrive/a.png' -Width 8 -Force $_"
        $file | Should -Exist
        if ($_ -like '*Colours*') { $file.Stylize.Colors | Should -BeLessOrEqual 4 } else { $file.DirectoryName | Should -BeLike '*other' }
    }
}

Describe 'Get-Help' {
    It 'shows all parameter sets of <_>' -ForEach $cmdlets {
        $items = @((Get-Help $_).Syntax.syntaxItem)
        $sets = (Get-Command $_).ParameterSets
        $items.Count | Should -Be $sets.Count
        foreach ($set in $sets) {
            $required = @($set.Parameters | Where-Object IsMandatory).Name
            @($items | Where-Object { $names = @($_.parameter.name); -not ($required | Where-Object { $_ -notin $names }) }).Count | Should -BeGreaterThan 0
        }
    }

    It 'has -ThrottleLimit among the first ten of <_>' -ForEach $throttled {
        @((Get-Help $_).Syntax.syntaxItem)[0].parameter.name | Select-Object -First 10 | Should -Contain 'ThrottleLimit'
        (Get-Help $_).parameters.parameter.name | Select-Object -First 10 | Should -Contain 'ThrottleLimit'
    }

    It 'has files among the inputs of <_>' -ForEach $piped {
        (Get-Help $_).inputTypes.inputType.type.name.Trim() | Should -Contain 'System.IO.FileInfo'
    }

    It 'says how a script finds the source of an output of <_>' -ForEach $writing {
        (Get-Help $_ -Full | Out-String) -replace '\s+', ' ' | Should -BeLike '*PipelineVariable*$_.Source*'
    }
}
