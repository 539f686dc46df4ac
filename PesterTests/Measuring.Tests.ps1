BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:Folder = New-TestFolder
    $script:Photo = Join-Path $Folder 'a.png'
    New-TestImage $Photo -Width 96 -Height 64
}

Describe 'Get-StylizePreset' {
    It 'lists a Default preset for every operation' {
        $presets = Get-StylizePreset
        $presets | Group-Object Operation | ForEach-Object { $_.Group.Name | Should -Contain 'Default' }
    }

    It 'returns options that the cmdlet of the operation accepts' {
        $fast = Get-StylizePreset PixelArt Fast
        $file = ConvertTo-PixelArt $Photo -Options $fast.Options -Width 8 -DestinationPath (Join-Path $Folder 'options.png')
        $file.Stylize.Cells | Should -BeLike '8x*'
    }

    It 'lists the operations for an unknown name' {
        { Get-StylizePreset NoSuchOperation -ErrorAction Stop } | Should -Throw '*PixelArt*' -ErrorId 'NameUnknown*'
    }
}

Describe 'Measure-StylizePerformance' {
    It 'returns one row for each size and number of threads' {
        $rows = Measure-StylizePerformance PixelArt $Photo -Size 32, 64 -Thread 1, 2 -Iterations 1
        $rows.Count | Should -Be 4
        $rows.Threads | Should -Be 1, 2, 1, 2
        $rows | ForEach-Object { $_.Median | Should -BeGreaterThan 0; $_.Bottleneck | Should -Not -BeNullOrEmpty }
    }

    It 'takes files from the pipeline, and processes several at the same time' {
        New-TestImage "$Folder/b.png" 48 32 2
        $rows = Get-Item $Photo, "$Folder/b.png" | Measure-StylizePerformance PixelArt -ThrottleLimit 2 -Thread 1 -Iterations 1
        $rows.Image | Should -Be 'a.png', 'b.png'
        $rows.ThrottleLimit | Should -Be 2, 2
        { Measure-StylizePerformance PixelArt $Photo -ThrottleLimit 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'returns one row for each value of an option' {
        (Measure-StylizePerformance PixelArt $Photo -Vary Colors=4,9 -Thread 1 -Iterations 1).Preset | Should -Be 'Colors 4', 'Colors 9'
        { Measure-StylizePerformance PixelArt $Photo -Vary Colors=4 -Options (Get-StylizePreset PixelArt Fast).Options } |
            Should -Throw -ErrorId 'OptionConflict*'
    }

    It 'returns the memory of each phase, and shows the largest' {
        $row = Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 1
        $row.PhaseMemory['decode'] | Should -BeGreaterOrEqual (96 * 64 * 4)
        $row | Format-List | Out-String -Width 240 | Should -Match "$($row.MemoryBottleneck) [\d.]+ MiB"
    }

    It 'saves a report, and compares with it' {
        $report = Join-Path $Folder 'before.json'
        Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 2 -Save $report | Should -Not -BeNullOrEmpty
        $row = Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 2 -Baseline $report -ErrorAction SilentlyContinue
        $row.Comparison.Ratio | Should -BeGreaterThan 0
    }

    It 'reports slower rows as errors' {
        $report = Join-Path $Folder 'fast.json'
        [void] (Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 5 -Save $report)
        $json = Get-Content $report -Raw | ConvertFrom-Json
        $json.Rows[0].Samples = @($json.Rows[0].Samples | ForEach-Object { $_ / 50 })
        $json | ConvertTo-Json -Depth 9 | Set-Content $report
        [void] (Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 5 -Baseline $report -ErrorVariable slower -ErrorAction SilentlyContinue)
        $slower[0].FullyQualifiedErrorId | Should -BeLike 'PerformanceRegressed*'
    }

    It 'keeps an existing report without -Force, and writes none with -WhatIf' {
        $report = Join-Path $Folder 'kept.json'
        Set-Content $report 'mine'
        # The error occurs before the measurement.
        { Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 1 -Save $report } | Should -Throw -ErrorId 'TargetExists*'
        Get-Content $report | Should -Be 'mine'
        $none = Join-Path $Folder 'none.json'
        [void] (Measure-StylizePerformance PixelArt $Photo -Thread 1 -Iterations 1 -Save $none -WhatIf)
        $none | Should -Not -Exist
    }
}

Describe 'Optimize-StylizePreset' {
    It 'meets the time limit, or warns' {
        $found = Optimize-StylizePreset PixelArt $Photo -TargetTime 00:01:00 -MaxTrials 3
        $found.TargetMet | Should -BeTrue
        $found.Trials.Count | Should -BeLessOrEqual 3
        $never = Optimize-StylizePreset PixelArt $Photo -TargetTime 00:00:00.0000001 -MaxTrials 2 -WarningVariable warning -WarningAction SilentlyContinue
        $never.TargetMet | Should -BeFalse
        $never | Out-String -Width 240 | Should -BeLike '*BestMsSsim*'
        $warning | Should -Not -BeNullOrEmpty
    }

    It 'saves a preset for -Preset and Get-StylizePreset' {
        $before = $env:XDG_CONFIG_HOME, $env:APPDATA
        $env:XDG_CONFIG_HOME = $env:APPDATA = Join-Path $Folder 'home'
        try {
            [void] (Optimize-StylizePreset PixelArt $Photo -TargetTime 00:01:00 -MaxTrials 2 -Name Mine)
            (Get-StylizePreset PixelArt Mine).IsBuiltIn | Should -BeFalse
            (ConvertTo-PixelArt $Photo -Preset Mine -Width 9 -DestinationPath "$Folder/mine.png").Stylize.Width | Should -Be 576
        }
        finally { $env:XDG_CONFIG_HOME, $env:APPDATA = $before }
    }
}

Describe 'An estimate' {
    It 'is returned in place of files' {
        $estimate = ConvertTo-PixelArt $Photo -Width 8 -Estimate
        $estimate.Files | Should -Be 1
        $estimate.Seconds | Should -BeGreaterThan 0
        $estimate.Time.TotalSeconds | Should -BeGreaterThan 0
        $estimate.Factor | Should -BeGreaterThan 1.2
        $estimate.LowerBound | Should -BeLessThan $estimate.Seconds
        $estimate.UpperBound | Should -BeGreaterThan $estimate.Seconds
        $estimate.MeasuredFiles, $estimate.MinMegapixels, $estimate.MaxMegapixels | Should -Be 1, 0.006144, 0.006144
        $estimate.IsCut | Should -BeFalse
        $estimate.PeakMemory | Should -BeGreaterThan 0
        Join-Path $Folder 'a.pixelart.png' | Should -Not -Exist
    }

    It 'is shown as its summary' {
        $estimate = ConvertTo-PixelArt $Photo -Width 8 -Estimate
        $text = ($estimate | Out-String -Width 200).Trim()
        $text | Should -Match '^1 file\b.* [\d.]+ s\b'
        $text -replace '\s+', ' ' | Should -Be $estimate.Summary
    }

    It 'of a plate counts wells' {
        New-TestPlate "$Folder/plate"
        $estimate = New-SegmentationMontage "$Folder/plate/*.png" -Channel DAPI -Estimate
        $estimate.Files | Should -Be 2
        $estimate.Summary | Should -Match '^2 wells\b'
        (Get-ChildItem $Folder/plate -Directory) | Should -BeNullOrEmpty
    }
}
