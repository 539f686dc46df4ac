BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'A repeated run with -Update' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a', 'b', 'c') { New-TestImage "$folder/$name.png" -Seed ([int] [char] $name) }
        $arguments = @{ Width = 8; DestinationPath = 'out'; Update = $true }
    }

    AfterEach { Pop-Location }

    It 'returns the contents of files that are up to date with -PassThru: <Cmdlet>' -ForEach (& "$PSScriptRoot/FileCmdlets.ps1") {
        & $NewInput "$folder/in$Extension" 40 30 5
        $given = $_.Arguments
        $first, $second = 1..2 | ForEach-Object { & $Cmdlet "in$Extension" @given -OutDir out -Update -PassThru 6>$null }
        $second.Status | Should -Be 'UpToDate'
        # The file does not hold its distance from the source.
        $second.Contents | Should -Be ($first.Contents -replace ', \S+ dB$')
        $second.Contents | Should -Match '^\d+ \w+'
    }

    It 'creates the outputs of changed sources' {
        ConvertTo-PixelArt *.png @arguments 6>$null | Out-Null
        New-TestImage "$folder/b.png" -Width 40 -Seed 9
        $before = (Get-FileHash out/b.pixelart.png).Hash
        ConvertTo-PixelArt *.png @arguments -WhatIf -InformationVariable lines 6>$null | Should -BeNullOrEmpty
        (Get-FileHash out/b.pixelart.png).Hash | Should -Be $before
        (ConvertTo-PixelArt *.png @arguments 6>$null).Name | Should -Be 'b.pixelart.png'
        (Get-FileHash out/b.pixelart.png).Hash | Should -Not -Be $before
    }

    It 'deletes with -Prune only outputs whose source no longer exists' {
        ConvertTo-PixelArt *.png @arguments 6>$null | Out-Null
        Copy-Item a.png out/z.pixelart.png
        Remove-Item b.png
        ConvertTo-PixelArt *.png @arguments -InformationVariable lines 6>$null | Out-Null
        "$lines" | Should -BeLike '*b.pixelart.png*b.png*'
        'out/b.pixelart.png' | Should -Exist
        ConvertTo-PixelArt *.png @arguments -Prune 6>$null | Out-Null
        'out/b.pixelart.png' | Should -Not -Exist
        (Get-ChildItem out).Name | Should -Be 'a.pixelart.png', 'c.pixelart.png', 'z.pixelart.png'
    }

    It 'processes a list in shards, and recreates folders' {
        [void] (New-Item -ItemType Directory sub)
        New-TestImage "$folder/sub/a.png"
        Get-ChildItem -Recurse *.png | ForEach-Object FullName | Set-Content list.txt
        $written = foreach ($part in 1..2) {
            ConvertTo-PixelArt -InputList list.txt -Shard $part/2 -Width 8 -DestinationPath out -RelativeTo .
        }
        $written.Count | Should -Be 4
        ($written | ForEach-Object { Resolve-Path -Relative $_.FullName -RelativeBasePath out } | Sort-Object) -replace '\\', '/' |
            Should -Be './a.pixelart.png', './b.pixelart.png', './c.pixelart.png', './sub/a.pixelart.png'
    }

    It 'writes a report' {
        Set-Content bad.png 'not an image'
        ConvertTo-PixelArt *.png -Width 8 -ReportPath log/report.jsonl -ErrorAction SilentlyContinue | Out-Null
        $lines = Get-Content log/report.jsonl | ConvertFrom-Json
        ($lines.status | Sort-Object) | Should -Be 'created', 'created', 'created', 'failed', 'run', 'total'
        $lines[0].status | Should -Be 'run'
        $lines[0].operation | Should -Be 'pixel-art'
        $lines[0].options.Width | Should -Be 8
        $lines[-1].failed | Should -Be 1
        ($lines | Where-Object status -EQ failed).error | Should -Be 'ImageUnreadable'
    }

    It 'returns all outputs with -PassThru' {
        $first = ConvertTo-PixelArt *.png @arguments -PassThru 6>$null
        $first.Status | Should -Be 'Created', 'Created', 'Created'
        New-TestImage "$folder/b.png" -Width 40 -Seed 9
        $second = ConvertTo-PixelArt *.png @arguments -PassThru 6>$null
        $second.Status | Should -Be 'UpToDate', 'Created', 'UpToDate'
        $second.PixelWidth | Should -Be $first.PixelWidth
        $second.Source | Should -Be $first.Source
        ConvertTo-PixelArt *.png @arguments 6>$null | Should -BeNullOrEmpty
        @($second | Select-Object Name, Status, Source | ConvertTo-Csv).Count | Should -Be 4
    }

    It 'writes a page to mail' {
        Set-Content bad.png 'not an image'
        ConvertTo-PixelArt *.png -Width 8 -ReportPath log/report.html -ErrorAction SilentlyContinue | Out-Null
        $page = Get-Content log/report.html -Raw
        $page | Should -BeLike '*3 created, 0 up to date, 1 failed*bad.png*ImageUnreadable*'
        foreach ($kind in 'Original', 'Result') { ([regex]::Matches($page, "<img alt=`"$kind ")).Count | Should -Be 3 }
        ([regex]::Matches($page, '<img ')).Count | Should -Be 6
        (Get-Item log/report.html).Length | Should -BeLessThan 200kb
        { ConvertTo-PixelArt a.png -ReportPath a.png } | Should -Throw -ErrorId 'OptionInvalid,*'
    }

    It 'reuses the options of an output with -Like' {
        $first = ConvertTo-PixelArt a.png -Width 8 -Colors 3
        $second = ConvertTo-PixelArt a.png -Like $first -DestinationPath like
        (Get-FileHash $second).Hash | Should -Be (Get-FileHash $first).Hash
        { ConvertTo-DotArt a.png -Like $first } | Should -Throw '*pixel-art*' -ErrorId 'OptionInvalid,*'
    }
}

Describe 'A repeated run of a plate with -Update' {
    It 'segments changed wells, and reports this in one line' {
        $folder = New-TestFolder
        New-TestPlate "$folder/plate"
        Push-Location $folder
        try {
            $arguments = @{ Path = 'plate'; Channel = 'DAPI'; DestinationPath = 'out'; Update = $true; InformationVariable = 'lines' }
            New-SegmentationMontage @arguments 6>$null | Should -Not -BeNullOrEmpty
            New-SegmentationMontage @arguments 6>$null | Should -BeNullOrEmpty
            "$lines" | Should -Match '^0 \D+ 2 \D+ 0 \D+$'
            Copy-Item plate/PLATE1_E5_T0_1_DAPI.png plate/PLATE1_E5_T0_2_DAPI.png -Force
            (New-SegmentationMontage @arguments 6>$null).Stylize.Well | Select-Object -Unique | Should -Be 'E5'
            (Get-StylizeProvenance (Get-ChildItem out -Recurse *_OVERLAY.png)[0]).Operation | Should -Be 'segment'
            { New-SegmentationMontage @arguments -Force } | Should -Throw -ErrorId 'OptionConflict,*'
            New-SegmentationMontage @arguments -WhatIf 6>$null | Should -BeNullOrEmpty
            "$lines" | Should -Match '^0 \D+ 2 \D+ 0 \D+$'
            $mask = (Get-ChildItem out -Recurse *_OVERLAY.png)[0].FullName
            New-SegmentationMontage plate -Like $mask -DestinationPath like 6>$null | Out-Null
            (Get-FileHash (Get-ChildItem like -Recurse *_OVERLAY.png)[0]).Hash | Should -Be (Get-FileHash $mask).Hash
            Remove-Item plate/PLATE1_E5_*
            New-SegmentationMontage @arguments -Prune -WhatIf 6>$null | Out-Null
            Get-ChildItem out -Recurse *E5* | Should -Not -BeNullOrEmpty
            New-SegmentationMontage @arguments -Prune 6>$null | Out-Null
            Get-ChildItem out -Recurse -File *E5_* | Should -BeNullOrEmpty
            $credential = [pscredential]::new('me', [System.Net.NetworkCredential]::new('', 'secret').SecurePassword)
            { New-SegmentationMontage plate -Database lab.sqlite -DatabaseCredential $credential } | Should -Throw -ErrorId 'OptionInvalid,*'
        }
        finally { Pop-Location }
    }
}
