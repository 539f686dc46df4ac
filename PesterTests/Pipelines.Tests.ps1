# Pipelines in which cmdlets pass on their outputs, and columns or script blocks give the options of each input.
BeforeDiscovery {
    # Producers and consumers of images. Each producer writes a gray image, which every consumer reads.
    $producers = @(
        @{ From = 'ConvertTo-PixelArt'; Write = { ConvertTo-PixelArt gray.png -Width 24 -Scale 4 -DestinationPath made } }
        @{ From = 'Restore-PixelArt'; Write = { Restore-PixelArt gray.png -CellSize 2 -Colors 9 -DestinationPath made } }
        @{ From = 'ConvertTo-DotArt'; Write = { ConvertTo-DotArt gray.png -DotCount 90 -DestinationPath made/dots.png } }
        @{ From = 'ConvertTo-VectorArt'; Write = { ConvertTo-VectorArt gray.png -Colors 4 -DestinationPath made/traced.png } }
        @{ From = 'ConvertFrom-GaussianImage'; Write = { New-GaussianImage gray.png -Count 40 -Iterations 10 -DestinationPath model.g2d -Force | ConvertFrom-GaussianImage -DestinationPath made } }
        @{ From = 'New-SegmentationMontage'; Write = { New-SegmentationMontage plate -Channel DAPI -Well E4 -DestinationPath made 6>$null | Where-Object Kind -EQ Overlay | Select-Object -First 1 } }
        @{ From = 'Measure-ImageRegion'; Write = { Measure-ImageRegion plate/PLATE1_E4_T0_1_DAPI.png -Method Otsu -MinimumArea 5 } }
    )
    $consumers = @(
        @{ To = 'ConvertTo-PixelArt'; Arguments = @{ Width = 12 } }
        @{ To = 'Restore-PixelArt'; Arguments = @{ CellSize = 3; Colors = 4 } }
        @{ To = 'ConvertTo-DotArt'; Arguments = @{ DotCount = 30 } }
        @{ To = 'ConvertTo-VectorArt'; Arguments = @{ Colors = 3; MinimumArea = 2 } }
        @{ To = 'New-GaussianImage'; Arguments = @{ Count = 20; Iterations = 10 } }
    )
    $models = @(
        @{ From = 'New-GaussianImage'; Write = { New-GaussianImage gray.png -Count 40 -Iterations 10 -DestinationPath made/a.g2d } }
        @{ From = 'Edit-GaussianImage'; Write = { New-GaussianImage gray.png -Count 40 -Iterations 10 -DestinationPath b.g2d -Force | Edit-GaussianImage -Rotate 90 -DestinationPath made } }
    )
    $readers = @(
        @{ To = 'ConvertFrom-GaussianImage'; Arguments = @{} }
        @{ To = 'Edit-GaussianImage'; Arguments = @{ Rotate = 90 } }
        @{ To = 'Get-GaussianImage'; Arguments = @{} }
    )
    # What administrators type first.
    $pipelines = @(
        @{ Name = 'example 4 of Restore'; Run = { $null = Get-ChildItem photos/*.png | ConvertTo-PixelArt -Width 32 -Scale 8 -Colors 48 -DestinationPath shots; @(Get-ChildItem shots/*.png | Restore-PixelArt -DestinationPath grid | ForEach-Object { "$($_.Name): $($_.Stylize.Width) cells" })[0] -eq 'c.pixelart.restored.png: 32 cells' } }
        @{ Name = 'script block destination'; Run = { (Get-ChildItem k*.png | ConvertTo-PixelArt -Width 8 -DestinationPath { "o20/$($_.BaseName)-pix.png" }).Name -join ' ' -eq 'k[1]-pix.png k1-pix.png' } }
        @{ Name = 'Import-Csv'; Run = { (Import-Csv jobs.csv | ConvertTo-PixelArt).Name -join ' ' -eq 'a.pixelart.png named.png' } }
        @{ Name = 'second night to CSV'; Run = { 1..2 | % { ConvertTo-PixelArt a.png, b.png -Width 8 -DestinationPath night -Update -PassThru 6>$null | Select-Object Name, Source, Status, PixelWidth | Export-Csv night.csv }; (Import-Csv night.csv).Status -join ' ' -eq 'UpToDate UpToDate' } }
        @{ Name = 'recursive listing'; Run = { $r = Get-ChildItem photos -Recurse | ConvertTo-PixelArt -Width 8 -DestinationPath out -ErrorVariable failed; $failed.Count -eq 0 -and $r.Count -eq 3 } }
        @{ Name = 'recursive with subfolders'; Run = { (ConvertTo-PixelArt photos -Recurse -Width 8 -RelativeTo photos -DestinationPath tree).Count -eq 3 -and (Test-Path 'tree/sub dir/ä/e.pixelart.png') } }
        @{ Name = 'preview of a listing'; Run = { Get-ChildItem photos -Recurse | ConvertTo-PixelArt -Width 8 -WhatIf -ErrorVariable e 6>$null; $e.Count -eq 0 } }
        @{ Name = 'order at throttle 1 and 3'; Run = { (Get-ChildItem photos -Recurse -File | ConvertTo-PixelArt -Width 8 -DestinationPath t1 -ThrottleLimit 1).Name -join ' ' -eq ((Get-ChildItem photos -Recurse -File | ConvertTo-PixelArt -Width 8 -DestinationPath t3 -ThrottleLimit 3).Name -join ' ') } }
        @{ Name = 'first of many'; Run = { (Get-ChildItem *.png -Exclude bad.png | ConvertTo-PixelArt -Width 8 -DestinationPath f1 | Select-Object -First 1).Count -eq 1 -and -not [IO.Directory]::GetFiles("$PWD/f1", '.stylize*') } }
        @{ Name = 'bad file in the middle'; Run = { $r = Get-Item a.png, bad.png, b.png | ConvertTo-PixelArt -Width 8 -DestinationPath mid -ErrorVariable e -ErrorAction SilentlyContinue; $r.Count -eq 2 -and $e.Count -eq 1 -and $e[0].TargetObject -like '*bad.png' } }
        @{ Name = 'two sources of one target'; Run = { $r = [pscustomobject]@{Path='a.png';DestinationPath='x/x.png'}, [pscustomobject]@{Path='b.png';DestinationPath='x/x.png'} | ConvertTo-PixelArt -Width 8 -ErrorVariable e -ErrorAction SilentlyContinue; $r.Count -eq 1 -and $e[0].FullyQualifiedErrorId -like 'TargetConflict*' } }
        @{ Name = 'splatting and OutVariable'; Run = { $s = @{ Width = 8; DestinationPath = 'sp' }; ConvertTo-PixelArt a.png @s -OutVariable v | Out-Null; $v.Count -eq 1 } }
        @{ Name = 'Tee-Object'; Run = { (ConvertTo-PixelArt a.png -Width 8 -DestinationPath tee | Tee-Object -Variable v | ConvertTo-DotArt -DotCount 9 -DestinationPath tee).Count -eq 1 -and $v.Name -eq 'a.pixelart.png' } }
        @{ Name = 'ForEach -Parallel'; Run = { (1..3 | ForEach-Object -Parallel { Import-Module $using:ManifestPath; Set-Location $using:PWD; Get-Item a.png | ConvertTo-PixelArt -Width { 8 } -DestinationPath "par/$_" }).Count -eq 3 } }
        @{ Name = 'ThreadJob'; Run = { (Start-ThreadJob { Import-Module $using:ManifestPath; Set-Location $using:PWD; ConvertTo-PixelArt a.png -Width 8 -DestinationPath tj } | Receive-Job -Wait | ConvertTo-DotArt -DotCount 9 -DestinationPath tj2).Count -eq 1 } }
        @{ Name = 'Start-Job'; Run = { (Start-Job { Import-Module $using:ManifestPath; Set-Location $using:PWD; ConvertTo-PixelArt a.png -Width 8 -DestinationPath sj } | Receive-Job -Wait | ConvertTo-DotArt -DotCount 9 -DestinationPath sj2).Count -eq 1 } }
        @{ Name = 'brackets'; Run = { (Get-Item -LiteralPath 'k[1].png' | ConvertTo-PixelArt -Width 8 -DestinationPath br | ConvertTo-PixelArt -Width 4 -DestinationPath br2).Name -eq 'k[1].pixelart.pixelart.png' } }
        @{ Name = 'PSDrive'; Run = { $null = New-PSDrive W FileSystem $PWD; (Get-ChildItem W:/a.png | ConvertTo-PixelArt -Width 8 -DestinationPath W:/drive).Name -eq 'a.pixelart.png' } }
        @{ Name = 'deleted source'; Run = { (Get-Item b.png | Copy-Item -Destination gone.png -PassThru | ConvertTo-PixelArt -Width 8 -DestinationPath del | ForEach-Object { Remove-Item gone.png; $_ } | ConvertTo-DotArt -DotCount 9 -DestinationPath del).Count -eq 1 } }
        @{ Name = 'sorted by time'; Run = { @(ConvertTo-PixelArt a.png, b.png -Width 8 -DestinationPath sorted | Sort-Object Seconds | Select-Object Name, PixelWidth, Seconds, Source).Count -eq 2 } }
        @{ Name = 'grouped by contents'; Run = { @(ConvertTo-PixelArt a.png, b.png -Width 8 -Colors 4 -DestinationPath grp | Group-Object Contents).Count -ge 1 } }
        @{ Name = 'segment | where | dots'; Run = { (New-SegmentationMontage plate -Channel DAPI -DestinationPath seg 6>$null | Where-Object Kind -EQ Overlay | ConvertTo-DotArt -DotCount 30 -DestinationPath seg2).Count -ge 1 } }
        @{ Name = 'regions | pixel art'; Run = { (Measure-ImageRegion plate/PLATE1_E4_T0_1_DAPI.png -Method Otsu | Where-Object Area -GT 3 | ConvertTo-PixelArt -Width 8 -DestinationPath reg).Count -eq 1 } }
        @{ Name = 'listing | regions'; Run = { (Get-ChildItem plate -Recurse | Measure-ImageRegion -Method Otsu | Select-Object -ExpandProperty Path -Unique).Count -eq 4 } }
        @{ Name = 'encode | decode | dots'; Run = { (New-GaussianImage a.png -Count 30 -Iterations 10 -DestinationPath g | ConvertFrom-GaussianImage -DestinationPath g | ConvertTo-DotArt -DotCount 9 -DestinationPath g).Count -eq 1 } }
        @{ Name = 'models by count'; Run = { (Get-ChildItem g/*.g2d | Get-GaussianImage | Where-Object Count -GT 1 | ConvertFrom-GaussianImage -Scale 2 -DestinationPath g2).PixelWidth -eq 192 } }
        @{ Name = 'compare with source'; Run = { @(ConvertTo-PixelArt a.png -Width 96 -Scale 1 -DestinationPath cmp | Compare-StylizeImage -Metric Ssim).Count -eq 1 } }
        @{ Name = 'provenance of a folder'; Run = { (Get-ChildItem night | Get-StylizeProvenance | Select-Object -ExpandProperty Operation -Unique) -eq 'pixel-art' } }
        @{ Name = 'page to mail'; Run = { $null = Get-ChildItem *.png | ConvertTo-PixelArt -Width 8 -DestinationPath mail -ReportPath mail.html -ErrorAction SilentlyContinue; (Get-Content mail.html -Raw) -match '4 created, 0 up to date, 1 failed' } }
        @{ Name = 'archive of outputs'; Run = { ConvertTo-PixelArt a.png, b.png -Width 8 -DestinationPath zip | Compress-Archive -DestinationPath out.zip; (Get-Item out.zip).Length -gt 100 } }
        @{ Name = 'strict mode'; Run = { Set-StrictMode -Version Latest; (Get-Item a.png | ConvertTo-PixelArt -Width { 8 } -DestinationPath strict | ConvertTo-DotArt -DotCount 9 -DestinationPath strict).Status -eq 'Created' } }
        @{ Name = 'names of a file'; Run = { 'a.png', 'b.png' | Set-Content names.txt; (Get-Content names.txt | ConvertTo-PixelArt -Width 8 -DestinationPath nm).Count -eq 2 } }
        @{ Name = 'hashed files'; Run = { (Get-FileHash a.png, b.png | Sort-Object Hash | ConvertTo-PixelArt -Width 8 -DestinationPath hash).Count -eq 2 } }
        @{ Name = 'rows of JSON'; Run = { (Get-Item a.png | Select-Object FullName, @{ n = 'Width'; e = { 7 } } | ConvertTo-Json | ConvertFrom-Json | ConvertTo-PixelArt -DestinationPath js).Stylize.Cells -like '7x*' } }
    )
    $pairs = @(foreach ($from in $producers) { foreach ($to in $consumers) { $from + $to } }) + @(foreach ($from in $models) { foreach ($to in $readers) { $from + $to } })
    $firstPairs = $pairs | Where-Object From -In 'ConvertTo-PixelArt', 'Measure-ImageRegion', 'New-GaussianImage'
    $otherPairs = $pairs | Where-Object { $_ -notin $firstPairs }
    $isInput = {
        Remove-Item made, read -Recurse -ErrorAction Ignore
        $written = @(. $Write)
        $written | Should -Not -BeNullOrEmpty
        if ($To -like 'Get-*') { $read = $written | & $To -ErrorVariable failed -WarningVariable warned }
        else { $read = $written | & $To @Arguments -DestinationPath read -ErrorVariable failed -WarningVariable warned -WarningAction SilentlyContinue }
        $failed | Should -BeNullOrEmpty
        "$warned" | Should -Not -BeLike '*Skipped*'
        $read | Should -HaveCount 1
    }
}

BeforeAll { . $PSScriptRoot/Common.ps1 }

Describe 'An output in the pipeline' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestPlate "$folder/plate"
        Copy-Item "$folder/plate/PLATE1_E4_T0_1_DAPI.png" "$folder/gray.png"
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    It 'of <From> is an input of <To>' -ForEach $firstPairs $isInput

    It 'of <From> is an input of <To>' -Tag All -ForEach $otherPairs $isInput

    It 'is measured: <_>' -ForEach 'gray', 'ConvertTo-PixelArt' {
        $written = $_ -eq 'gray' ? (Get-Item gray.png) : (ConvertTo-PixelArt gray.png -Width 40 -Palette '#000000', '#ffffff' -DestinationPath measured -Force)
        $written | Measure-ImageRegion -Method Otsu -MinimumArea 2 -WarningVariable warned | Should -Not -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
    }

    It 'is an input of the same cmdlet, also from a job' {
        $written = ConvertTo-PixelArt gray.png -Width 24 -DestinationPath same -Force
        ($written | ConvertTo-PixelArt -Width 8 -DestinationPath again).Name | Should -Be 'gray.pixelart.pixelart.png'
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($written))
        ($copy | ConvertTo-PixelArt -Width 8 -DestinationPath copied).Name | Should -Be 'gray.pixelart.pixelart.png'
        Get-ChildItem same | ConvertTo-PixelArt -Width 8 -DestinationPath none -WarningVariable warned 3>$null | Should -BeNullOrEmpty
        $warned | Should -HaveCount 1
    }

    It 'gives its path, and none of its properties' {
        $model = New-GaussianImage gray.png -Count 40 -Iterations 10 -DestinationPath size.g2d
        ($model | Get-GaussianImage | ConvertFrom-GaussianImage -Scale 2 -DestinationPath scaled).PixelWidth | Should -Be 240
        $art = ConvertTo-PixelArt gray.png -Width 24 -DestinationPath props -Force
        ($art | Add-Member -NotePropertyMembers @{ Width = 3; Colors = 2; DestinationPath = 'elsewhere' } -PassThru | ConvertTo-PixelArt -Width 12 -DestinationPath props2).Stylize.Cells | Should -BeLike '12x*'
        (Get-Item gray.png | Add-Member Width 3 -PassThru | ConvertTo-PixelArt -DestinationPath props3).Stylize.Cells | Should -Not -BeLike '3x*'
        (Get-StylizeProvenance $art | ConvertTo-PixelArt -Width 6 -DestinationPath props4).Stylize.Cells | Should -BeLike '6x*'
    }
}

Describe 'Options of each input' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        [void] (New-Item -ItemType Directory photos)
        foreach ($photo in 'a', 'bb', 'photos/c') { New-TestImage "$folder/$photo.png" 48 32 $photo.Length }
        function Get-Cell { param($File) ($File.Stylize.Cells -split 'x')[0] }
    }

    AfterEach { Pop-Location }

    It 'can come from script blocks' {
        $written = Get-ChildItem *.png | ConvertTo-PixelArt -Width { 4 * $_.BaseName.Length } -DestinationPath { "out/$($_.BaseName)-pix.png" } -Dither { $_.BaseName -eq 'a' ? 'None' : 'Bayer' }
        $written.Name | Should -Be 'a-pix.png', 'bb-pix.png'
        $written | ForEach-Object { Get-Cell $_ } | Should -Be 4, 8
        (Get-StylizeProvenance $written).Options.Dither | Should -Be 'None', 'Bayer'
        ('a.png', 'bb.png' | ConvertTo-PixelArt -Width { $_.Length } -DestinationPath { "text/$_" }).PSChildName | Should -Be 'a.png', 'bb.png'
        (Get-Item a.png | ConvertTo-DotArt -DotCount { 30 } -Preset { 'Ink' } -DestinationPath dots).Stylize.Dots | Should -BeGreaterThan 0
        Get-ChildItem -Name | Should -Not -BeLike '*{*'
    }

    It 'fail with their input: <Name>' -ForEach @(@{ Name = 'Width' }, @{ Name = 'Dither' }, @{ Name = 'DestinationPath' }) {
        $values = @{ Width = 8; Dither = 'None'; DestinationPath = 'ok' }
        $arguments = @{ Width = 8; DestinationPath = 'ok' }
        $arguments[$Name] = { if ($_.Name -eq 'a.png') { throw 'no value' } else { $values[$Name] } }
        $written = Get-ChildItem *.png | ConvertTo-PixelArt @arguments -ErrorVariable failed -ErrorAction SilentlyContinue
        $written.Name | Should -Be 'bb.pixelart.png'
        "$failed" | Should -BeLike '*no value*'
        { ConvertTo-PixelArt a.png @arguments } | Should -Throw '*script block*'
    }

    It 'can be columns of a table' {
        @'
Path,DestinationPath,Width,Colors,Palette,Preset,Force,Notes
a.png,csv/one.png,6,3,,,,first
bb.png,csv,,,gameboy,,true,
photos/c.png,csv/c,10,,"#000000,#ffffff",Paper,no,
gone.png,csv,4,,,,,
bb.png,csv2,abc,,,,,
a.png,csv3,7,,,Papr,,
'@ | Set-Content jobs.csv
        $written = Import-Csv jobs.csv | ConvertTo-PixelArt -ErrorVariable failed -ErrorAction SilentlyContinue -WarningVariable warned
        $written.FullName | ForEach-Object { (Resolve-Path -Relative $_) -replace '\\', '/' } | Should -Be './csv/one.png', './csv/bb.pixelart.png', './csv/c/c.pixelart.png'
        $written | ForEach-Object { Get-Cell $_ } | Should -Be 6, 48, 10
        $written[0].Stylize.Colors | Should -BeLessOrEqual 3
        $written[2].Stylize.Colors | Should -BeLessOrEqual 2
        $failed.FullyQualifiedErrorId -replace ',.*' | Should -Be 'ImageMissing', 'OptionInvalid', 'NameUnknown'
        "$($failed[1])" | Should -BeLike "*-Width is 'abc'*"
        $failed[1].TargetObject | Should -Be "$folder/bb.png"
        $warned | Should -BeNullOrEmpty
    }

    It 'can be columns of <Kind>' -ForEach @(
        @{ Kind = 'JSON'; Rows = { '{"fullname":"a.png","width":5,"destination-path":"out"}' | ConvertFrom-Json } }
        @{ Kind = 'selected properties'; Rows = { Get-Item a.png | Select-Object FullName, Length, @{ n = 'Width'; e = { 5 } }, @{ n = 'DestinationPath'; e = { 'out' } } } }
        @{ Kind = 'a hashtable'; Rows = { @{ Path = 'a.png'; Width = 5; DestinationPath = 'out' } } }
        @{ Kind = 'a class'; Rows = { class Job { [string] $LiteralPath = 'a.png'; [int] $Width = 5; [string] $DestinationPath = 'out' } [Job]::new() } }
        @{ Kind = 'a database'; Rows = { $table = [System.Data.DataTable]::new(); 'Path', 'Width', 'DestinationPath' | ForEach-Object { [void] $table.Columns.Add($_) }; [void] $table.Rows.Add('a.png', '5', 'out'); $table.Rows } }
    ) {
        $written = . $Rows | ConvertTo-PixelArt -WarningVariable warned
        $written.FullName | Should -Be (Get-Item out/a.pixelart.png).FullName
        Get-Cell $written | Should -Be 5
        $warned | Should -BeNullOrEmpty
    }

    It 'are those of the row, not of the row before' {
        $written = [pscustomobject]@{ Path = 'a.png'; Width = 5; DestinationPath = 'x' }, [pscustomobject]@{ Path = 'bb.png'; DestinationPath = 'y' }, [pscustomobject]@{ Path = 'photos/c.png' } | ConvertTo-PixelArt
        $written | ForEach-Object { Get-Cell $_ } | Should -Be 5, 48, 48
        $written[2].Directory.Name | Should -Be 'photos'
    }

    It 'can write one file twice, to two targets' {
        $rows = 4, 5 | ForEach-Object { [pscustomobject]@{ Path = 'a.png'; Width = $_; DestinationPath = "w/$_.png" } }
        ($rows | ConvertTo-PixelArt).Name | Should -Be '4.png', '5.png'
        $rows[1].DestinationPath = 'w/4.png'
        $rows | ConvertTo-PixelArt -Force -ErrorVariable failed -ErrorAction SilentlyContinue | Should -HaveCount 1
        $failed.FullyQualifiedErrorId | Should -BeLike 'TargetConflict,*'
    }

    It 'give way to parameters, and complete them' {
        $row = [pscustomobject]@{ Path = 'photos/c.png'; Width = 5; DestinationPath = 'out' }
        Get-Cell ($row | ConvertTo-PixelArt -Width 6 -RelativeTo .) | Should -Be 6
        'out/photos/c.pixelart.png' | Should -Exist
        { Get-Item a.png | ConvertTo-PixelArt -RelativeTo . } | Should -Throw -ErrorId 'OptionConflict,*'
    }

    It 'give one warning for each column that resembles one: <Column>' -ForEach @(
        @{ Column = 'Colers'; Advice = '*Did you mean Colors?' }
        @{ Column = 'Destination'; Advice = '*Did you mean DestinationPath?' }
        @{ Column = 'ThrottleLimit'; Advice = '*-ThrottleLimit applies to the whole run*' }
        @{ Column = 'Comment'; Advice = $null }
        @{ Column = 'PixelWidth'; Advice = $null }
    ) {
        1..2 | ForEach-Object { [pscustomobject]@{ Path = 'a.png'; $Column = 3; DestinationPath = "o$_" } } | ConvertTo-PixelArt -Width 4 -WarningVariable warned 3>$null | Should -HaveCount 2
        @($warned).Count | Should -Be ($Advice ? 1 : 0)
        if ($Advice) { "$warned" | Should -BeLike $Advice }
    }

    It 'need a path: <_>' -ForEach '[pscustomobject]@{ Width = 5 }', '5', 'Get-StylizePreset PixelArt Paper', 'Get-Date' {
        Invoke-Expression $_ | ConvertTo-PixelArt -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$failed" | Should -BeLike '*no path*'
    }

    It 'cannot be script blocks for the whole run' {
        { Get-Item a.png | ConvertTo-PixelArt -Width 4 -DestinationPath out -ReportPath { 'r.csv' } } | Should -Throw '*script block*'
        'out' | Should -Not -Exist
    }

    It 'fail once for a row, also of a folder' {
        [pscustomobject]@{ Path = '.'; Width = 'abc' } | ConvertTo-PixelArt -DestinationPath out -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].TargetObject | Should -Be $folder
    }

    It 'of rows that describe one file are processed once, without a word' {
        'Path,Label,Right', 'a.png,1,9', 'a.png,2,8' | ConvertFrom-Csv | ConvertTo-PixelArt -Width 4 -DestinationPath out -ErrorVariable failed -WarningVariable warned | Should -HaveCount 1
        @($failed) + @($warned) | Should -BeNullOrEmpty
    }

    It 'take part in -Update, -WhatIf and -ReportPath' {
        $rows = [pscustomobject]@{ Path = 'a.png'; Width = 5; DestinationPath = 'u' }, [pscustomobject]@{ Path = 'bb.png'; Width = 6; DestinationPath = 'u' }
        $rows | ConvertTo-PixelArt -Update -WhatIf
        'u' | Should -Not -Exist
        ($rows | ConvertTo-PixelArt -Update -PassThru -InformationVariable lines 6>$null).Status | Should -Be 'Created', 'Created'
        $rows[1].Width = 7
        ($rows | ConvertTo-PixelArt -Update -PassThru -ReportPath r.csv -InformationVariable lines 6>$null).Status | Should -Be 'UpToDate', 'Created'
        "$lines" | Should -Be '1 created, 1 up to date, 0 failed.'
        (Import-Csv r.csv).status | Sort-Object | Should -Be 'created', 'total', 'upToDate'
        { $rows | ConvertTo-PixelArt -Estimate } | Should -Throw '*same options*'
    }
}

Describe 'Options of each image that is measured or compared' {
    BeforeAll {
        $folder = New-TestFolder
        New-TestPlate "$folder/plate"
        foreach ($number in 1, 2) { Copy-Item "$folder/plate/PLATE1_E4_T0_${number}_DAPI.png" "$folder/g$number.png" }
        New-TestImage "$folder/a.png" 48 32 1
        New-TestImage "$folder/b.png" 48 32 2
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    It 'can be columns of Measure-ImageRegion' {
        $rows = 'Path,Method,MinimumArea,MaskPath', 'g1.png,Otsu,5,m/', 'g2.png,Triangle,50,m2.tif', 'g2.png,Nothing,,' | ConvertFrom-Csv
        $found = $rows | Measure-ImageRegion -ErrorVariable failed -ErrorAction SilentlyContinue -CsvPath all.csv
        @($found | Where-Object Path -Like '*g1.png').Count | Should -Be @(Measure-ImageRegion g1.png -Method Otsu -MinimumArea 5).Count
        @($found | Where-Object Path -Like '*g2.png').Count | Should -Be @(Measure-ImageRegion g2.png -Method Triangle -MinimumArea 50).Count
        $failed.FullyQualifiedErrorId | Should -BeLike 'OptionInvalid,*'
        'm/g1.mask.tif', 'm2.tif' | Should -Exist
        Import-Csv all.csv | Should -HaveCount $found.Count
    }

    It 'can be script blocks of Measure-ImageRegion' {
        $null = Get-Item g1.png, g2.png | Measure-ImageRegion -Method Otsu -MinimumArea { $_.Name -eq 'g1.png' ? 5 : 400 } -OverlayPath { "ov/$($_.BaseName)-o.png" }
        'ov/g1-o.png', 'ov/g2-o.png' | Should -Exist
    }

    It 'give one file to one image, and one table equal columns' {
        'Path,Method,MaskPath', 'g1.png,Otsu,mm.tif', 'g2.png,Triangle,mm.tif' | ConvertFrom-Csv | Measure-ImageRegion -ErrorVariable failed -ErrorAction SilentlyContinue | Out-Null
        $failed.FullyQualifiedErrorId | Should -BeLike 'TargetConflict,*'
        { 'Path,Method,Property', 'g1.png,Otsu,Area', 'g2.png,Otsu,All' | ConvertFrom-Csv | Measure-ImageRegion -CsvPath two.csv } | Should -Throw '*other columns*'
        'two.csv' | Should -Not -Exist
    }

    It 'can be columns and script blocks of Compare-StylizeImage' {
        $rows = 'Path,ReferencePath,Metric', 'a.png,b.png,Psnr', 'b.png,b.png,"Ssim,Psnr"', 'a.png,b.png,Foo' | ConvertFrom-Csv
        $found = $rows | Compare-StylizeImage -ErrorVariable failed -ErrorAction SilentlyContinue
        $found | Should -HaveCount 2
        $found[0].Ssim | Should -Be NaN
        $found[1].Ssim | Should -Be 1
        "$failed" | Should -BeLike "*-Metric is 'Foo'*"
        (Get-Item a.png, b.png | Compare-StylizeImage -ReferencePath { $_.Name } -Metric { 'Psnr' }).Psnr | Should -Be ([double]::PositiveInfinity), ([double]::PositiveInfinity)
    }

    It 'make a plate of each row of New-SegmentationMontage' {
        $rows = 'Path,Well,Channel,DestinationPath', 'plate,E4,DAPI,s1', 'plate,E5,GFP,s2', 'gone,E4,DAPI,s3' | ConvertFrom-Csv
        $written = $rows | New-SegmentationMontage -ErrorVariable failed -ErrorAction SilentlyContinue 6>$null
        ($written | Where-Object Kind -EQ Montage).Name | Should -Be 'PLATE1_E4_T0_DAPI_MONTAGE.tif', 'PLATE1_E5_T0_GFP_MONTAGE.tif'
        $failed.FullyQualifiedErrorId | Should -BeLike 'ImageMissing,*'
        's3' | Should -Not -Exist
        ($rows[0..1] | New-SegmentationMontage -List).Channel | Select-Object -Unique | Should -Be 'DAPI', 'GFP'
        { $rows[0..1] | New-SegmentationMontage -Force -ReportPath r.jsonl } | Should -Throw '*same options*'
        Get-Item plate | New-SegmentationMontage -Channel { 'DAPI' } -Well E4 -DestinationPath { "blk/$($_.Name)" } 6>$null | Should -Not -BeNullOrEmpty
        'blk/plate/segmentation.html' | Should -Exist
    }

    It 'New-SegmentationMontage -Update -PassThru returns what is up to date' {
        $first = New-SegmentationMontage plate -Channel DAPI -DestinationPath now -Update -PassThru 6>$null
        $first.Status | Select-Object -Unique | Should -Be 'Created'
        $second = New-SegmentationMontage plate -Channel DAPI -DestinationPath now -Update -PassThru 6>$null
        $second.Status | Select-Object -Unique | Should -Be 'UpToDate'
        $kinds = 'Mask', 'Montage', 'MontageMask', 'Overlay', 'Table'
        ($second.FullName | Sort-Object) | Should -Be ($first | Where-Object Kind -In $kinds | ForEach-Object FullName | Sort-Object)
        New-SegmentationMontage plate -Channel DAPI -DestinationPath now -Update 6>$null | Should -BeNullOrEmpty
    }
}

Describe 'Rows of Submit-StylizeBatch' {
    BeforeAll {
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/sub")
        foreach ($photo in 'a', 'b', 'sub/c') { New-TestImage "$folder/$photo.png" }
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    It 'give options and destinations, and -Recurse takes subfolders' {
        # What would be sent, as -WhatIf shows it.
        $shown = (Invoke-Pwsh @"
            Set-Location '$folder'
            `$env:STYLIZE_BROKER = 'amqp://localhost:1/x'
            'Path,Width,DestinationPath,Colers', 'a.png,8,x,', 'b.png,abc,y,4', 'b.png,9,y/z.png,' | ConvertFrom-Csv | Submit-StylizeBatch PixelArt -WhatIf -ErrorVariable failed -ErrorAction SilentlyContinue
            "`$failed"
            Submit-StylizeBatch PixelArt . -Recurse -DestinationPath r -WhatIf
            Get-Item a.png | Submit-StylizeBatch PixelArt -DestinationPath { "q/`$(`$_.BaseName)" } -WhatIf
"@).Output -join ' '
        $shown | Should -BeLike '*Did you mean Colors?*'
        $shown | Should -BeLike "*-Width is 'abc'*"
        $shown | Should -BeLike '*x/a.pixelart.png*y/z.png*'
        $shown | Should -BeLike '*r/c.pixelart.png*'
        $shown | Should -BeLike '*q/a/a.pixelart.png*'
    }
}

Describe 'A folder and its files' {
    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        [void] (New-Item -ItemType Directory in/sub/deep, in/empty, in/notes)
        foreach ($photo in 'in/a', 'in/sub/b', 'in/sub/deep/c') { New-TestImage "$folder/$photo.png" }
        Set-Content in/notes/readme.txt 'text'
    }

    AfterEach { Pop-Location }

    It 'are processed once without a word: <Way>' -ForEach @(
        @{ Way = 'Get-ChildItem -Recurse'; Run = { Get-ChildItem in -Recurse -Exclude *.txt | ConvertTo-PixelArt @arguments } }
        @{ Way = 'a folder and its files'; Run = { (Get-Item in), (Get-Item in/a.png), (Get-ChildItem in/sub -Recurse) | Write-Output | ConvertTo-PixelArt @arguments } }
        @{ Way = 'names'; Run = { ConvertTo-PixelArt in, in/a.png, in/sub/*.png, in/sub, in/sub/deep @arguments } }
        @{ Way = '-Recurse'; Run = { ConvertTo-PixelArt in -Recurse @arguments } }
        @{ Way = 'Get-Item | -Recurse'; Run = { Get-Item in | ConvertTo-PixelArt -Recurse @arguments } }
    ) {
        $arguments = @{ Width = 8; DestinationPath = 'out'; ErrorVariable = 'failed'; WarningVariable = 'warned' }
        (. $Run).Name | Sort-Object | Should -Be 'a.pixelart.png', 'b.pixelart.png', 'c.pixelart.png'
        $failed.Count | Should -Be 0
        $warned | Should -BeNullOrEmpty
    }

    It 'are measured once' {
        New-TestPlate "$folder/plate"
        $images = Get-Item plate/*E4_T0_1_DAPI.png, plate/*E4_T0_2_DAPI.png
        [void] (New-Item -ItemType Directory gray/sub)
        $images | Copy-Item -Destination gray/sub
        $once = $images | Measure-ImageRegion -Method Otsu
        @(Get-ChildItem gray -Recurse | Measure-ImageRegion -Method Otsu).Count | Should -Be @($once).Count
    }

    It 'is an error if the folders of the pipeline have no images' {
        Get-Item in/empty | ConvertTo-PixelArt -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'ImageMissing,*'
    }
}

Describe 'A pipeline' {
    BeforeAll {
        $folder = New-TestFolder
        [void] (New-Item -ItemType Directory "$folder/photos/sub dir/ä", "$folder/photos/empty")
        $seed = 0
        foreach ($photo in 'a', 'b', 'photos/c', 'photos/sub dir/d', 'photos/sub dir/ä/e', 'k[1]', 'k1') { New-TestImage "$folder/$photo.png" 96 64 (++$seed) }
        New-TestPlate "$folder/plate"
        Get-ChildItem "$folder/plate" | Where-Object Name -NotLike '*_E4_*_DAPI*' | Remove-Item
        Set-Content "$folder/bad.png" 'not an image'
        'Path,Width,DestinationPath', 'a.png,20,o5', 'b.png,30,o5/named.png' | Set-Content "$folder/jobs.csv"
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    It 'works: <Name>' -ForEach $pipelines {
        & $Run 3>$null 6>$null | Should -Be $true
    }
}

Describe 'The order of inputs and results' {
    BeforeDiscovery { $cmdlets = & "$PSScriptRoot/FileCmdlets.ps1" }

    It 'is one result per input with -ThrottleLimit 1: <Cmdlet>' -ForEach @($cmdlets | Where-Object Cmdlet -In 'ConvertTo-PixelArt', 'ConvertTo-DotArt', 'ConvertFrom-GaussianImage') {
        $folder = New-TestFolder
        1..3 | ForEach-Object { & $NewInput "$folder/$_$Extension" -Seed $_ }
        Set-Content "$folder/2$Extension" 'damaged'
        $events = [System.Collections.Generic.List[string]]::new()
        Get-ChildItem "$folder/*$Extension" | ForEach-Object { $events.Add("in $($_.BaseName)"); $_ } | & $Cmdlet @Arguments -ThrottleLimit 1 -DestinationPath "$folder/out" -ErrorAction Continue 2>&1 |
            ForEach-Object { $events.Add(($_ -is [System.Management.Automation.ErrorRecord] ? 'failed' : 'out')) }
        $events -join ', ' | Should -Be 'in 1, out, in 2, failed, in 3, out'
    }

    It 'is one result per input with -ThrottleLimit 1: <_>' -ForEach 'Measure-ImageRegion', 'Get-StylizeProvenance' {
        $folder = New-TestFolder
        1..2 | ForEach-Object { [StylizeTests.TestPng]::WriteCells("$folder/$_.png", 60, 40, $_) }
        $events = [System.Collections.Generic.List[string]]::new()
        Get-ChildItem "$folder/*.png" | ForEach-Object { $events.Add('in'); $_ } | & $_ -ThrottleLimit 1 -ErrorAction Continue 2>&1 | ForEach-Object { if ($events[-1] -ne 'out') { $events.Add('out') } }
        $events -join ', ' | Should -Be 'in, out, in, out'
    }

    It 'holds no result back until the end of a long pipeline' {
        $folder = New-TestFolder
        $photo = "$folder/a.png"
        New-TestImage $photo
        $events = [System.Collections.Generic.List[string]]::new()
        1..80 | ForEach-Object { $events.Add('in'); @{ Path = $photo; DestinationPath = "$folder/$_.png" } } | ForEach-Object { [pscustomobject] $_ } |
            ConvertTo-PixelArt -Width 8 -ThrottleLimit 2 | ForEach-Object { $events.Add('out') }
        # At most 32 inputs are read ahead.
        $events.IndexOf('out') | Should -BeLessOrEqual 34
        $events.FindAll({ $args[0] -eq 'out' }).Count | Should -Be 80
    }
}
