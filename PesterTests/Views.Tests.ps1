BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    New-TestImage "$TestDrive/a.png" 64 48
    $plate = "$RepositoryRoot/samples/plate"
    # A well and a screen, for all views of databases.
    [void] (New-SegmentationMontage $plate -Channel DAPI -Well A1 -Track Motion -NoMontage -DestinationPath "$TestDrive/well" 6>$null)
    $well = "$TestDrive/well/segmentation.sqlite"
    New-TestScreen "$TestDrive/screen" 6>$null
    $screen = "$TestDrive/screen/out/segmentation.sqlite"
}

BeforeDiscovery {
    [xml] $format = Get-Content "$(Split-Path $PSScriptRoot)/Stylize.PowerShell/Stylize.Format.ps1xml" -Raw
    $views = foreach ($view in $format.Configuration.ViewDefinitions.View | Where-Object TableControl) {
        $rows = $view.TableControl.TableRowEntries.TableRowEntry
        @{
            Name    = $view.Name
            Type    = $view.ViewSelectedBy.TypeName
            Columns = @($view.TableControl.TableHeaders.TableColumnHeader.Label)
            Widths  = @($view.TableControl.TableHeaders.TableColumnHeader | ForEach-Object { [int] "$($_.SelectSingleNode('Width').InnerText)" })
            Shown   = @($rows.TableColumnItems.TableColumnItem)
            Group   = "$($view.GroupBy.PropertyName)"
            Wraps   = $rows.SelectSingleNode('Wrap') -ne $null
        }
    }
}

Describe 'The table view <Name>' -ForEach $views {
    BeforeAll {
        $one = @{ Thread = 1; Iterations = 1 }
        $samples = @{
            'Stylize.SegmentationFile'     = { New-SegmentationMontage $plate -Channel DAPI -Well A1 -Timepoint 0 -DestinationPath "$TestDrive/seg" -Force }
            'Stylize.OutputFile'           = { ConvertTo-PixelArt "$TestDrive/a.png" -DestinationPath "$TestDrive/out" -Force }
            'Stylize.PowerShell.StylizePalette' = { Get-StylizePalette pico-8 }
            'Stylize.Engine.Catalog.FormatSupport' = { Get-StylizeFormat }
            'Stylize.Engine.Imaging.ImageComparison' = { Compare-StylizeImage "$TestDrive/a.png" "$TestDrive/a.png" }
            'Stylize.MaskComparison' = {
                $mask = Get-ChildItem "$TestDrive/well" -Recurse -Filter *.tif | Select-Object -First 1
                Compare-StylizeImage $mask $mask
            }
            'Stylize.ComparedMeasurementRow' = {
                [void] (Measure-StylizePerformance PixelArt "$TestDrive/a.png" @one -Save "$TestDrive/report.json" -Force)
                Measure-StylizePerformance PixelArt "$TestDrive/a.png" @one -Baseline "$TestDrive/report.json" -ErrorAction SilentlyContinue
            }
            'Stylize.Engine.Measuring.MeasurementRow' = { Measure-StylizePerformance PixelArt "$TestDrive/a.png" @one }
            'Stylize.PowerShell.StylizePreset' = { Get-StylizePreset DotArt Sketch }
            'Stylize.Engine.Runs.Estimate.BatchEstimate' = { ConvertTo-PixelArt "$TestDrive/a.png" -Width 8 -Estimate }
            'Stylize.Engine.Measuring.TuningResult' = { Optimize-StylizePreset PixelArt "$TestDrive/a.png" -TargetTime 1m -MaxTrials 2 }
            'Stylize.Engine.Measuring.TuningTrial' = { (Optimize-StylizePreset PixelArt "$TestDrive/a.png" -TargetTime 1m -MaxTrials 2).Trials }
            'Stylize.ImageRegion.Full'     = { Measure-ImageRegion "$plate/A1/SAMPLE_A1_T0_1_DAPI.tif" }
            'Stylize.Engine.Telemetry.PhaseRecord' = { (ConvertTo-PixelArt "$TestDrive/a.png" -DestinationPath "$TestDrive/out" -Force).Stylize.Phases }
            'Stylize.Engine.Segmentation.Wells.TileFile' = { New-SegmentationMontage $plate -List }
            'Stylize.Engine.Gaussians.Decoding.GaussianDescription' = { New-TestModel "$TestDrive/a.g2d"; Get-GaussianImage "$TestDrive/a.g2d" }
            'Stylize.ExportedFile'         = { Export-StylizeRegion $well "$TestDrive/tables" -Force }
            'Stylize.Hit'                  = { Get-StylizeHit $screen -Measurement MeanIntensity_GFP }
            'Stylize.DoseResponse'         = { Get-StylizeHit $screen -Measurement MeanIntensity_GFP -Table Curves -Bottom 0 -Top 100 }
            'Stylize.Well'                 = { Get-StylizeWell $well -Measurement Area }
            'Stylize.Track'                = { Get-StylizeTrack $well }
        }
        $object = & $samples[$Type] 3>$null | Select-Object -First 1
    }

    It 'applies to the objects that a cmdlet returns' {
        $object.PSTypeNames | Should -Contain $Type
    }

    It 'shows only properties, in columns with the name of the property' {
        $names = $object.PSObject.Properties.Name
        foreach ($column in $Columns) { $column | Should -BeIn $names }
        foreach ($column in $Columns) { @($names -ceq $column) | Should -HaveCount 1 -Because "$column has the case of the property" }
        if ($Group) { @($names -ceq $Group) | Should -HaveCount 1 }
        for ($i = 0; $i -lt $Columns.Count; $i++) {
            if ($Shown[$i].PropertyName) { $Shown[$i].PropertyName | Should -BeExactly $Columns[$i] }
            else { $Shown[$i].ScriptBlock | Should -BeLike "*`$_.$($Columns[$i])*" }
        }
    }

    It 'has columns that Select-Object and Sort-Object can use' {
        $selected = $object | Select-Object $Columns
        @($Columns | Where-Object { $null -ne $selected.$_ }).Count | Should -BeGreaterThan ($Columns.Count / 2)
        { $object, $object | Sort-Object $Columns[0] -ErrorAction Stop } | Should -Not -Throw
    }

    It 'fits 80 columns' {
        # A column without a width, of which there can be two, takes the rest.
        $rest = 80 - ($Widths | Where-Object { $_ } | Measure-Object -Sum).Sum - $Widths.Count + 1
        $rest / [Math]::Max(1, @($Widths | Where-Object { -not $_ }).Count) | Should -BeGreaterOrEqual (@($Widths | Where-Object { -not $_ }).Count ? 9 : 0)
        for ($i = 0; $i -lt $Columns.Count; $i++) { if ($Widths[$i]) { $Columns[$i].Length | Should -BeLessOrEqual $Widths[$i] } }
    }

    It 'shows the same in strict mode' {
        $show = { foreach ($one in $object) { $one | Format-Table | Out-String -Width 200; $one.PSObject.Properties | ForEach-Object { "$($_.Name)=$($_.Value)" } } }
        $loose = & $show
        & { Set-StrictMode -Version Latest; & $show } | Should -Be $loose
    }

    It 'wraps long values' {
        $Wraps | Should -BeTrue
    }
}

Describe 'Views' {
    BeforeAll {
        New-TestImage "$TestDrive/one.png" 64 48
        $long = 'a-name-of-a-photograph-that-does-not-fit-into-a-column-of-80.png'
        Copy-Item "$TestDrive/one.png" "$TestDrive/$long"
        $files = ConvertTo-PixelArt "$TestDrive/one.png", "$TestDrive/$long" -Width 16 -DestinationPath "$TestDrive/views"
    }

    It 'do not truncate names' {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { $text = $files | Out-String -Width 80 } finally { $PSStyle.OutputRendering = $before }
        $text | Should -Not -Match ([char] 0x2026)
        $text -replace '\s' | Should -BeLike "*a-name-of*"
    }

    It 'have names of usual length on one line of 80 columns' {
        Copy-Item "$TestDrive/one.png" "$TestDrive/portrait1.png"
        $written = ConvertTo-PixelArt "$TestDrive/portrait1.png" -Width 16 -DestinationPath "$TestDrive/views"
        ($written | Out-String -Width 80) -replace '\e\[[\d;]*m' | Should -Match '\bportrait1\.pixelart\.png\b'
    }

    It 'cut no number of the contents or of an estimate' {
        foreach ($length in 30..60) {
            $one = [pscustomobject] @{ Stylize = [pscustomobject] @{ Plot = "3 h 12 min, $('1' * ($length - 28)) pens, 125.6 m" } }
            $one.PSTypeNames.Insert(0, 'Stylize.OutputFile')
            $text = $one | Format-Table | Out-String -Width 80
            if ($length -le 46) { $text | Should -Match "\b$('1' * ($length - 28)) pens\b" }
            $text | Should -Match '\b125\.6( m\b|\s)'
        }
        $estimate = ConvertTo-PixelArt "$TestDrive/one.png" -Estimate
        foreach ($word in $estimate.Summary -split ' ') { $estimate | Out-String -Width 80 | Should -BeLike "*$word*" }
    }

    It 'have properties for the numbers of each file' {
        $files[0].PixelWidth | Should -Be $files[0].Stylize.Width
        $files[0].Seconds | Should -BeOfType [double]
        ($files | Sort-Object Seconds -Descending).Count | Should -Be 2
        $files[0].Contents | Should -Match '^\d+ colors$'
    }

    It 'use the singular for one' {
        New-TestImage "$TestDrive/flat.png" 64 48
        (ConvertTo-PixelArt "$TestDrive/flat.png" -Colors 1 -DestinationPath "$TestDrive/views").Contents | Should -Be '1 color'
    }

    It 'do not show records as text' {
        $found = Optimize-StylizePreset PixelArt "$TestDrive/one.png" -TargetTime 1m -MaxTrials 2
        $objects = $found, (Get-StylizePreset DotArt Sketch), (Get-StylizePalette pico-8), (ConvertTo-PixelArt "$TestDrive/one.png" -Estimate)
        $objects | ForEach-Object { $_ | Format-List } | Out-String -Width 300 | Should -Not -Match '\w+ \{ \w+ ='
    }

    It 'show the differences of a preset from the default' {
        $list = Get-StylizePreset PixelArt Fast | Format-List | Out-String -Width 200
        $list | Should -Match 'Differences : @{Stride=2}'
        $list | Should -Not -Match 'PixelArtOptions'
        "$((Get-StylizePreset PixelArt Fast).Options)" | Should -Match '^Stride=2'
        (Get-StylizePreset PixelArt Fast).Differences.Stride | Should -Be 2
    }
}
