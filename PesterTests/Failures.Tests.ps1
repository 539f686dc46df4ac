# Failures that inputs share, and the agreement of each error with its target.
BeforeAll {
    . $PSScriptRoot/Common.ps1
    $script:Folder = New-TestFolder
    Push-Location $Folder
}

AfterAll { Pop-Location }

Describe 'A failure that inputs share' {
    BeforeEach {
        foreach ($day in 1..3) {
            [void] (New-Item -ItemType Directory -Force "in/$day")
            1..3 | ForEach-Object { New-TestImage "$Folder/in/$day/IMG_$_.png" -Seed $_ }
        }
        $options = @{ Width = 8; ErrorVariable = 'failed'; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
    }

    It 'is one error with the number of the others, which are its target: equal names' {
        ConvertTo-PixelArt in -Recurse -DestinationPath same @options | Should -HaveCount 3
        $failed | Should -HaveCount 2
        $failed[0].ErrorDetails.RecommendedAction | Should -BeLike '*-RelativeTo*'
        "$($failed[1])" | Should -BeLike "5 more files failed for the same reason as '*IMG_1.png'."
        $failed.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'TargetConflict,*'
        $failed.TargetObject | Should -Be (Get-ChildItem in/2, in/3).FullName
        ConvertTo-PixelArt in -Recurse -DestinationPath kept -RelativeTo in @options | Should -HaveCount 9
        $failed.Count | Should -Be 0
    }

    It 'is one error with the number of the others: a list on a disk that is not mounted' {
        1..4 | ForEach-Object { "disk/$_.png" } | Set-Content list.txt
        ConvertTo-PixelArt -InputList list.txt -DestinationPath out @options
        $failed | Should -HaveCount 2
        "$($failed[1])" | Should -BeLike "3 more files failed*"
        $failed.TargetObject | Should -Be (1..4 | ForEach-Object { Join-Path $Folder disk "$_.png" })
    }

    It 'is one error with the number of the others, and names its file: a full disk' -Skip:(-not $IsLinux) {
        [void] (New-Item -ItemType Directory full)
        mount -t tmpfs -o size=16k none full 2>$null
        if ($LASTEXITCODE -ne 0) {
            Set-ItResult -Skipped -Because 'SKIPPED: this user cannot mount a file system'
            return
        }
        try {
            $photos = Get-ChildItem in -Recurse -File
            $written = $photos | ConvertTo-PixelArt -DestinationPath full -RelativeTo in @options
            $failed | Should -HaveCount 2
            $name = [System.IO.Path]::GetRelativePath("$Folder/in", $failed[0].TargetObject) -replace '\.png$'
            "$($failed[0])" | Should -BeLike "Cannot write '*full/$name.pixelart.png': the disk is full."
            @($written.Stylize.Source) + $failed.TargetObject | Sort-Object | Should -Be ($photos.FullName | Sort-Object)
            "$($failed[1])" | Should -BeLike "$(8 - @($written).Count) more file*"
        }
        finally { umount full }
    }

    It 'stops the command with -ErrorAction Stop' {
        $options.ErrorAction = 'Stop'
        { ConvertTo-PixelArt in -Recurse -DestinationPath stopped @options } | Should -Throw -ErrorId 'TargetConflict,*'
    }
}

Describe 'The message of an error' {
    BeforeAll {
        New-TestImage "$Folder/a.png"
        New-TestImage "$Folder/small.png" -Width 8
        New-BombImage "$Folder/bomb.png" 60000 60000
        New-TestModel "$Folder/m.g2d"
        Copy-Item "$PSScriptRoot/photo.jpg" photo.jpg
        Set-Content bad.png 'not an image'
        [void] (New-Item -ItemType Directory plain, odd)
        [StylizeTests.TestPng]::WriteCells("$Folder/odd/e_A1_T0_1_DAPI.png", 120, 90, 1)
        [StylizeTests.TestPng]::WriteCells("$Folder/odd/odd.png", 120, 90, 1)
        Set-Content b.pixelart.png 'mine'
        Copy-Item a.png b.png
        Set-Content occupied 'a file'
        Set-Content vector.svg '<svg xmlns="http://www.w3.org/2000/svg"/>'
    }

    It 'names its target: <Line>' -ForEach @(
        @{ Line = 'ConvertTo-PixelArt gone.png'; Id = 'ImageMissing' }
        @{ Line = 'ConvertTo-PixelArt gone/*.png'; Id = 'ImageMissing' }
        @{ Line = 'ConvertTo-PixelArt plain'; Id = 'ImageMissing' }
        @{ Line = 'ConvertTo-PixelArt bad.png'; Id = 'ImageUnreadable' }
        @{ Line = 'ConvertTo-PixelArt bomb.png'; Id = 'ImageTooLarge' }
        @{ Line = 'ConvertTo-PixelArt vector.svg'; Id = 'FormatUnsupported' }
        @{ Line = 'ConvertTo-PixelArt b.png'; Id = 'TargetExists' }
        @{ Line = 'ConvertTo-PixelArt a.png -DestinationPath b.png'; Id = 'TargetExists' }
        @{ Line = 'ConvertTo-PixelArt a.png, ./a.png -DestinationPath twice -Width 8'; Id = 'TargetConflict' }
        @{ Line = 'ConvertTo-PixelArt a.png -DestinationPath a.png -Force'; Id = 'TargetIsSource' }
        @{ Line = 'ConvertTo-PixelArt a.png -DestinationPath occupied/out'; Id = 'TargetUnwritable' }
        @{ Line = 'ConvertTo-PixelArt a.png -DestinationPath out -RelativeTo plain'; Id = 'OptionInvalid' }
        @{ Line = 'Get-StylizeProvenance a.png'; Id = 'ProvenanceMissing' }
        @{ Line = 'Compare-StylizeImage small.png -ReferencePath a.png'; Id = 'SizeMismatch' }
        @{ Line = 'Restore-PixelArt photo.jpg'; Id = 'GridUncertain' }
        @{ Line = 'Get-GaussianImage a.png'; Id = 'ImageUnreadable' }
        @{ Line = 'New-SegmentationMontage odd -DestinationPath plate'; Id = 'NameUnmatched' }
    ) {
        $ErrorActionPreference = 'Continue'
        $failed = @(try { & ([scriptblock]::Create($Line)) 2>&1 3>$null } catch { $_ }) | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        $failed | Should -HaveCount 1
        $failed.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $target = "$($failed.TargetObject)"
        $target | Should -Not -BeNullOrEmpty
        # An output has the name of its input.
        "$failed" | Should -Match "$([regex]::Escape($target))|$([regex]::Escape([System.IO.Path]::GetFileNameWithoutExtension($target)))\."
    }

    It 'names the input if only another file is known, for each identifier' {
        $types = [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -in 'Stylize.Engine', 'Stylize.PowerShell' }
        $identifiers, $exception, $records = 'Stylize.Engine.StylizeError', 'Stylize.Engine.StylizeException', 'Stylize.PowerShell.ErrorRecords' |
            ForEach-Object { $name = $_; $types.ForEach{ $_.GetType($name) } | Where-Object { $_ } }
        foreach ($identifier in [Enum]::GetNames($identifiers)) {
            foreach ($message in "The file '/out/other.png' failed.", 'It failed.', "'/in/photo.jpg' failed.", "'/out/photo.pixelart.png' failed.") {
                $failure = $exception::new($identifier, '/out/other.png', $message, $null, $null)
                $record = $records.GetMethod('From', [System.Reflection.BindingFlags] 'NonPublic, Static').Invoke($null, @($null, $failure, '/in/photo.jpg'))
                $record.TargetObject | Should -Be '/in/photo.jpg'
                "$record" | Should -BeLike '*photo.*'
                $record.FullyQualifiedErrorId | Should -Be $identifier
            }
        }
    }
}
