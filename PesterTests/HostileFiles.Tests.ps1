BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'Malicious files' -Skip:(-not $IsLinux) {
    BeforeAll {
        $photo = Join-Path $TestDrive 'photo.jpg'
        Copy-Item "$PSScriptRoot/photo.jpg" $photo
        $options = @{ DestinationPath = Join-Path $TestDrive 'out'; Width = 8; ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
    }

    It 'give an error if a report cannot be completed' {
        $disk, $photos = 'disk', 'photos' | ForEach-Object { New-Item -ItemType Directory (Join-Path $TestDrive $_) }
        mount -t tmpfs -o size=4k tmpfs $disk 2>$null
        if ($LASTEXITCODE -ne 0) {
            Set-ItResult -Skipped -Because 'mounting a small disk needs root'
            return
        }
        try {
            1..40 | ForEach-Object { Copy-Item $photo "$photos/$_.png" }
            ConvertTo-PixelArt "$photos/*.png" @options -Force -ReportPath "$disk/r.jsonl" | Should -HaveCount 40
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'TargetUnwritable*'
            "$($failures[0])" | Should -BeLike '*disk is full*'
        }
        finally {
            umount $disk
        }
    }

    It 'do not block: a pipe as input list is rejected' {
        $pipe = Join-Path $TestDrive 'pipe'
        mkfifo $pipe
        { ConvertTo-PixelArt -InputList $pipe @options } | Should -Throw '*pipe*' -ErrorId 'OptionInvalid,*'
    }

    It 'do not write control characters to the terminal' {
        ConvertTo-PixelArt (Join-Path $TestDrive "a$([char] 27)]0;x.png") @options
        "$($failures[0])" | Should -BeLike '*a\u001b]0;x.png*'
        "$($failures[0])".Contains([char] 27) | Should -BeFalse
    }

    It 'cannot make -Like open a path' {
        $foreign = Join-Path $TestDrive 'foreign.gpl'
        ConvertTo-PixelArt $photo @options -Force -SavePalette Gpl
        $palette = Join-Path $TestDrive 'out/photo.gpl'
        (Get-Content $palette -Raw) -replace '"width":8', '"width":8,"palette":"/etc/passwd"' | Set-Content $foreign
        { ConvertTo-PixelArt $photo -DestinationPath $options.DestinationPath -Like $foreign } | Should -Throw -ErrorId 'OptionInvalid,*'
    }

    It 'give errors that name the parameter' {
        $empty = Join-Path $TestDrive 'map.csv'
        Set-Content $empty 'no columns'
        { New-SegmentationMontage $photo -DestinationPath $options.DestinationPath -PlateMap $empty -ErrorAction Stop } |
            Should -Throw -PassThru | ForEach-Object { $_.ErrorDetails.RecommendedAction } | Should -BeLike '*-PlateMap*'
    }
}
