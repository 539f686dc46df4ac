# Tests for each cmdlet in FileCmdlets.ps1, which share the code of a run. The first tier runs all tests for one cmdlet and a short form for the others.
BeforeDiscovery {
    $cmdlets = & "$PSScriptRoot/FileCmdlets.ps1"
    $first = @($cmdlets | Where-Object Cmdlet -EQ 'ConvertTo-PixelArt')
    $others = @($cmdlets | Where-Object Cmdlet -NE 'ConvertTo-PixelArt')
}

$tests = {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"

        function New-Input {
            param([string] $Folder, [string[]] $Name, [int] $Width = 32, [int] $Height = 24)
            $seed = 0
            foreach ($each in $Name) {
                $path = Join-Path $Folder "$each$Extension"
                & $NewInput $path $Width $Height (++$seed)
                $path
            }
        }

        # The name of the output for an input.
        function Get-TargetName {
            param([string] $InputPath)
            [System.IO.Path]::GetFileNameWithoutExtension($InputPath) + $Suffix
        }
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
    }

    AfterEach {
        Pop-Location
    }

    Context 'paths' {
        It 'accepts a name with brackets from Get-ChildItem, and does not expand it' {
            [void] (New-Input $folder 'a[1]', 'a1')
            $written = Get-ChildItem -LiteralPath "$folder/a[1]$Extension" | & $Cmdlet @Arguments
            $written.Name | Should -Be "a[1]$Suffix"
        }

        It 'accepts a name with brackets as -LiteralPath' {
            [void] (New-Input $folder 'a[1]')
            (& $Cmdlet -LiteralPath "a[1]$Extension" @Arguments).Name | Should -Be "a[1]$Suffix"
        }

        It 'accepts a name with brackets as -Path if no file matches the pattern' {
            [void] (New-Input $folder 'a[1]')
            (& $Cmdlet "a[1]$Extension" @Arguments).Name | Should -Be "a[1]$Suffix"
        }

        It 'returns files that the next cmdlet accepts, even with brackets' {
            [void] (New-Input $folder 'a[1]', 'a1')
            $written = & $Cmdlet -LiteralPath "a[1]$Extension" @Arguments
            ($written | Get-Item).FullName | Should -Be $written.FullName
        }

        It 'expands wildcards and accepts several paths' {
            [void] (New-Input $folder 'a1', 'a2', 'b1')
            (& $Cmdlet "a*$Extension", "b1$Extension" @Arguments).Name | Should -Be "a1$Suffix", "a2$Suffix", "b1$Suffix"
        }

        It 'skips its own outputs among the matches of a wildcard' {
            [void] (New-Input $folder 'a', 'b')
            [void] (& $Cmdlet '*' @Arguments)
            (& $Cmdlet '*' -Force @Arguments).Name | Should -Be "a$Suffix", "b$Suffix"
        }

        It 'uses $PWD, not the working directory of the process, for input and output' {
            [void] (New-Input $folder 'a')
            [System.Environment]::CurrentDirectory | Should -Not -Be $folder
            $written = & $Cmdlet "a$Extension" -DestinationPath 'sub/folder' @Arguments
            $written.FullName | Should -Be (Join-Path $folder 'sub' 'folder' "a$Suffix")
            "sub/folder/a$Suffix" | Should -Exist
        }

        It 'accepts paths of a PSDrive, for input and output' {
            [void] (New-Input $folder 'a')
            [void] (New-PSDrive -Name StylizeTest -PSProvider FileSystem -Root $folder -Scope Global)
            try {
                $written = & $Cmdlet "StylizeTest:/a$Extension" -DestinationPath 'StylizeTest:/out' @Arguments
                $written.FullName | Should -Be (Join-Path $folder 'out' "a$Suffix")
                (Get-ChildItem "StylizeTest:/a$Extension" | & $Cmdlet -DestinationPath 'StylizeTest:/out2' @Arguments).Exists | Should -BeTrue
            }
            finally {
                Remove-PSDrive StylizeTest -Scope Global
            }
        }

        It 'accepts provider-qualified paths' {
            $path = New-Input $folder 'a'
            (& $Cmdlet -LiteralPath "Microsoft.PowerShell.Core\FileSystem::$path" @Arguments).Name | Should -Be "a$Suffix"
        }

        It 'resolves relative paths after a provider name from the current location' {
            [void] (New-Item -ItemType Directory "$folder/here")
            [void] (New-Input "$folder/here" 'a')
            Push-Location "$folder/here"
            try {
                (& $Cmdlet 'FileSystem::a*' -DestinationPath 'FileSystem::out' @Arguments).FullName |
                    Should -Be (Join-Path $folder 'here' 'out' "a$Suffix")
            }
            finally {
                Pop-Location
            }
        }

        if ($IsWindows) {
            It 'accepts UNC paths' {
                $path = New-Input $folder 'a'
                (& $Cmdlet -LiteralPath "\\localhost\$($path -replace ':', '$')" @Arguments).Name | Should -Be "a$Suffix"
            }
        }

        It 'accepts file names as strings from the pipeline' {
            [void] (New-Input $folder 'a', 'b')
            ("a$Extension", "b$Extension" | & $Cmdlet @Arguments).Name | Should -Be "a$Suffix", "b$Suffix"
        }

        It 'gives one error for a path of another provider, and continues' {
            [void] (New-Input $folder 'a')
            $written = & $Cmdlet 'Env:PATH', "a$Extension" @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
            $written.Name | Should -Be "a$Suffix"
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'PathNotFileSystem,*'
            $failures[0].TargetObject | Should -Be 'Env:PATH'
            $failures[0].Exception.Message | Should -BeLike '*Env:PATH*Environment*'
        }

        It 'gives one error for each path that matches nothing, and continues' {
            [void] (New-Input $folder 'a')
            $written = & $Cmdlet "no*$Extension", "gone$Extension", "Nodrive:/x$Extension", "Nodrive:/x*", "a$Extension" @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
            $written.Name | Should -Be "a$Suffix"
            $failures | Should -HaveCount 4
            $failures.CategoryInfo.Category | Select-Object -Unique | Should -Be 'ObjectNotFound'
            $failures.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'ImageMissing,*'
        }

        It 'rejects a destination outside the file system' {
            [void] (New-Input $folder 'a')
            { & $Cmdlet "a$Extension" -DestinationPath 'Env:here' @Arguments } | Should -Throw -ErrorId 'OptionInvalid,*'
        }
    }

    Context 'results' {
        It 'returns a FileInfo with details of the file' {
            $path = New-Input $folder 'a'
            $written = & $Cmdlet $path @Arguments
            $written | Should -BeOfType System.IO.FileInfo
            $written.Length | Should -BeGreaterThan 0
            $written.Stylize.Source | Should -Be $path
            $written.Stylize.Elapsed | Should -BeOfType timespan
            $written.Stylize.Width | Should -BeGreaterThan 0
            $written.Stylize.Height | Should -BeGreaterThan 0
            $written.Stylize.Phases.Name | Should -Contain 'write'
        }

        It 'returns results in input order with -ThrottleLimit <_>' -ForEach 1, 3, 16 {
            $paths = 1..12 | ForEach-Object {
                $path = Join-Path $folder "p$_$Extension"
                $width = $_ % 4 -eq 1 ? 160 : 24
                & $NewInput $path $width ($width / 2) $_
                $path
            }
            ($paths | & $Cmdlet -ThrottleLimit $_ @Arguments).Name | Should -Be (1..12 | ForEach-Object { "p$_$Suffix" })
        }

        It 'keeps no file open after its result is returned' {
            [void] (New-Input $folder 'a', 'b', 'c')
            Get-ChildItem "$folder/*$Extension" | & $Cmdlet -DestinationPath out @Arguments | ForEach-Object {
                if ($IsLinux) {
                    $open = Get-ChildItem /proc/$PID/fd -ErrorAction Ignore | ForEach-Object { $_.LinkTarget }
                    $open | Should -Not -Contain $_.FullName
                    $open | Should -Not -Contain $_.Stylize.Source
                }

                Remove-Item -LiteralPath $_.FullName, $_.Stylize.Source -ErrorAction Stop
            }
            Get-ChildItem $folder -Recurse -File | Should -BeNullOrEmpty
        }

        It 'writes the phases of each file as verbose messages' {
            [void] (New-Input $folder 'a')
            $lines = & $Cmdlet "a$Extension" @Arguments -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            "$lines" | Should -Match "a\$Extension`: .*write [\d.]+ ms"
        }
    }

    Context 'failures' {
        It 'gives one error for one corrupt file, and processes the others' {
            $paths = New-Input $folder 'a', 'b', 'c', 'd'
            $bytes = [System.IO.File]::ReadAllBytes($paths[1])
            [System.IO.File]::WriteAllBytes($paths[1], $bytes[0..([int] ($bytes.Length / 2))])
            $written = & $Cmdlet $paths @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
            $written.Name | Should -Be "a$Suffix", "c$Suffix", "d$Suffix"
            $failures | Should -HaveCount 1
            $failures[0].TargetObject | Should -Be $paths[1]
            $failures[0].CategoryInfo.Category | Should -Be 'InvalidData'
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
            $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            "b$Suffix" | Should -Not -Exist
        }

        It 'stops at the first failure with -ErrorAction Stop, and leaves no temporary file' {
            $paths = New-Input $folder 'a', 'b'
            { & $Cmdlet "gone$Extension", $paths[0], $paths[1] @Arguments -ErrorAction Stop } | Should -Throw -ErrorId 'ImageMissing,*'
            Get-TemporaryFile $folder | Should -BeNullOrEmpty
        }

        It 'gives one error for <Name>, and continues' -ForEach @(
            @{ Name = 'a file of zero bytes'; Id = 'ImageUnreadable'; Make = { [void] (New-Item bad.png) } }
            @{ Name = 'a text file named .png'; Id = 'ImageUnreadable'; Make = { Set-Content bad.png 'This text file is not an image.' } }
            @{ Name = 'a folder without images'; Id = 'ImageMissing'; Make = { [void] (New-Item -ItemType Directory bad.png) } }
            @{ Name = 'a loop of symbolic links'; Id = 'ImageUnreadable'; Make = { [void] (New-Item -ItemType SymbolicLink bad.png -Target loop.png -Force); [void] (New-Item -ItemType SymbolicLink loop.png -Target bad.png -Force) } }
            @{ Name = 'a dangling symbolic link'; Id = 'ImageMissing'; Make = { [void] (New-Item -ItemType SymbolicLink bad.png -Target nowhere.png -Force) } }
            @{ Name = 'an image of 30000x30000 pixels in a kilobyte'; Id = 'ImageTooLarge'; Make = { & $NewBomb "$folder/bad.png" 30000 30000 } }
            @{ Name = 'an image 1 pixel wide and 500 million tall'; Id = 'ImageTooLarge'; Make = { & $NewBomb "$folder/bad.png" 1 500000000 } }
            @{ Name = 'an image that claims the maximum size'; Id = 'ImageTooLarge'; Make = { & $NewBomb "$folder/bad.png" 2147483647 2147483647 } }
        ) {
            # On Windows, only some users can create links.
            try { & $Make } catch { Set-ItResult -Skipped -Because "SKIPPED: $_"; return }
            $paths = New-Input $folder 'a', 'z'
            $written = & $Cmdlet $paths[0], "$folder/bad.png", $paths[1] @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
            $written.Name | Should -Be "a$Suffix", "z$Suffix"
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike "$Id,*"
            $failures[0].TargetObject | Should -Be (Join-Path $folder 'bad.png')
            $failures[0].Exception.Message | Should -BeLike '*bad.png*'
        }

        It 'gives one error for each input if the destination cannot be written' {
            $paths = New-Input $folder 'a', 'b'
            # A file in place of the folder is an error for all users, even for administrators.
            Set-Content occupied 'existing content'
            $written = & $Cmdlet $paths -DestinationPath 'occupied/out' @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
            $written | Should -BeNullOrEmpty
            $failures.TargetObject | Should -Be $paths
            $failures.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'TargetUnwritable,*'
            $failures.CategoryInfo.Category | Select-Object -Unique | Should -Be 'WriteError'
            Get-Content occupied | Should -Be 'existing content'
            $paths | Should -Exist
        }

        It 'gives one error, and one for the others, if the disk is full' {
            $full = Join-Path $folder 'full'
            [void] (New-Item -ItemType Directory $full)
            if ($IsLinux) { mount -t tmpfs -o size=4k none $full 2>$null }
            if (-not $IsLinux -or $LASTEXITCODE -ne 0) {
                Set-ItResult -Skipped -Because 'SKIPPED: this user cannot mount a file system'
                return
            }

            try {
                [System.IO.File]::WriteAllBytes("$full/ballast", [byte[]]::new(4096))
                $paths = New-Input $folder 'a', 'b', 'c'
                $written = & $Cmdlet $paths -DestinationPath $full @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
                $written | Should -BeNullOrEmpty
                $failures | Should -HaveCount 2
                $failures.TargetObject | Should -Be $paths
                $failures.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'TargetUnwritable,*'
                (Get-ChildItem $full -Force).Name | Should -Be 'ballast'
            }
            finally {
                umount $full
            }
        }

        It 'keeps an existing target without -Force, and replaces it with -Force' {
            $path = New-Input $folder 'a'
            Set-Content "a$Suffix" 'existing content' -NoNewline
            & $Cmdlet $path @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'TargetExists,*'
            $failures[0].CategoryInfo.Category | Should -Be 'ResourceExists'
            $failures[0].TargetObject | Should -Be $path
            Get-Content "a$Suffix" | Should -Be 'existing content'
            (& $Cmdlet $path @Arguments -Force).Length | Should -BeGreaterThan 4
        }

        It 'gives an error if two inputs have the same target' {
            $first = New-Input $folder 'a'
            $second = Join-Path $folder 'a.second'
            Copy-Item $first "$folder/b$Extension"
            Rename-Item "$folder/b$Extension" $second
            $written = & $Cmdlet $first, $second -DestinationPath out @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
            $written | Should -HaveCount 1
            $written.Stylize.Source | Should -Be $first
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'TargetConflict,*'
            $failures[0].Exception.Message | Should -BeLike "*$first*$second*"
        }
    }

    Context '-WhatIf and -Confirm' {
        It 'writes nothing with -WhatIf, not even a folder' {
            $paths = New-Input $folder 'a', 'b'
            & $Cmdlet $paths -DestinationPath out -WhatIf @Arguments | Should -BeNullOrEmpty
            (Get-ChildItem $folder -Recurse).FullName | Should -Be $paths
        }

        It 'asks with -Confirm, and writes nothing without an answer' {
            $paths = New-Input $folder 'a', 'b'
            { & $Cmdlet $paths -DestinationPath out -Confirm @Arguments } | Should -Throw '*NonInteractive*'
            (Get-ChildItem $folder -Recurse).FullName | Should -Be $paths
        }
    }

    Context 'writing' {
        It 'never replaces an input, even with -Force' {
            $path = New-Input $folder 'a'
            $target = [System.IO.Path]::ChangeExtension($path, [System.IO.Path]::GetExtension($Suffix))
            if ($target -ne $path) { Copy-Item $path $target }
            $before = Get-FileHash $path, $target
            & $Cmdlet -LiteralPath $target -DestinationPath $target -Force @Arguments -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'TargetIsSource,*'
            $failed[0].CategoryInfo.Category | Should -Be ResourceExists
            $failed[0].TargetObject | Should -Be $target
            (Get-FileHash $path, $target).Hash | Should -Be $before.Hash
            Get-TemporaryFile $folder | Should -BeNullOrEmpty
        }
    }

    Context 'stopping' {
        BeforeAll {
            # Creates copies of one image.
            function New-ManyInputs {
                param([string] $Folder, [int] $Count, [int] $Width, [int] $Height)
                $first = Join-Path $Folder "0$Extension"
                & $NewInput $first $Width $Height 1
                foreach ($number in 1..($Count - 1)) { [System.IO.File]::Copy($first, (Join-Path $Folder "$number$Extension")) }
            }

            function Get-WrittenCount {
                param([string] $Folder)
                [System.IO.Directory]::GetFiles("$Folder/out", "*$Suffix").Count
            }
        }

        It 'stops after Select-Object -First 1, and leaves no temporary file' {
            New-ManyInputs $folder 120 160 120
            $first = Get-ChildItem "$folder/*$Extension" | & $Cmdlet -DestinationPath out -ThrottleLimit 2 @Arguments | Select-Object -First 1
            $first.Exists | Should -BeTrue
            Get-TemporaryFile $folder | Should -BeNullOrEmpty
            # Files that were in progress may be complete, but not all of them.
            Get-WrittenCount $folder | Should -BeLessThan 120
        }

        It 'stops after Ctrl+C, and leaves no temporary file' {
            New-ManyInputs $folder 120 160 120
            # The console calls PowerShell.Stop at Ctrl+C. The inputs pause after half of them, so that a fast cmdlet cannot end first.
            $shell = [powershell]::Create()
            $inputs = "& { `$n = 0; Get-ChildItem '$folder/*$Extension' | ForEach-Object { if (`$n++ -eq 60) { while (`$true) { Start-Sleep -Milliseconds 20 } }; `$_ } }"
            [void] $shell.AddScript("Import-Module '$ManifestPath'; $inputs | $Cmdlet -DestinationPath '$folder/out' -ThrottleLimit 2 @args").AddParameters($Arguments)
            $run = $shell.BeginInvoke()
            while (-not (Test-Path "$folder/out/*$Suffix") -and -not $run.IsCompleted) { Start-Sleep -Milliseconds 20 }
            $shell.Stop()
            $stopped = { $shell.EndInvoke($run) } | Should -Throw -PassThru
            $stopped.Exception.InnerException | Should -BeOfType System.Management.Automation.PipelineStoppedException
            $shell.Dispose()
            Get-TemporaryFile $folder | Should -BeNullOrEmpty
            $written = Get-WrittenCount $folder
            $written | Should -BeGreaterThan 0
            $written | Should -BeLessOrEqual 60
        }

        It 'reads only a few inputs ahead from an endless pipeline' {
            New-ManyInputs $folder 100 24 16
            $taken = [System.Collections.Generic.List[int]]::new()
            $written = & { for ($i = 0; ; $i++) { $taken.Add($i); "$folder/$($i % 100)$Extension" } } |
                & $Cmdlet -DestinationPath out -ThrottleLimit 2 @Arguments | Select-Object -First 3
            $written | Should -HaveCount 3
            $taken.Count | Should -BeLessOrEqual 40
        }
    }

    Context 'many files' {
        # 2000 files for one cmdlet; 400 are enough to detect a leak per file in the others.
        It 'needs constant memory' -Tag All {
            $files = $Cmdlet -eq 'ConvertTo-PixelArt' ? 2000 : 400
            New-Item -ItemType Directory "$folder/in" | Out-Null
            $first = New-Input "$folder/in" '0' -Width 64 -Height 48
            foreach ($number in 1..($files - 1)) { [System.IO.File]::Copy($first, "$folder/in/$number$Extension") }
            # Without tiered compilation, which needs 20 MB or more during the run. The size of generation 0 follows the
            # processor's cache and can be larger than the bound.
            $env:DOTNET_TieredCompilation = '0'
            $env:DOTNET_GCgen0size = '0x400000'
            $result = Invoke-Pwsh @"
                `$arguments = '$($Arguments | ConvertTo-Json -Compress)' | ConvertFrom-Json -AsHashtable
                `$done = 0
                [System.IO.Directory]::EnumerateFiles('$folder/in') | $Cmdlet -DestinationPath '$folder/out' @arguments | ForEach-Object {
                    if (++`$done -in $($files / 4), $files) {
                        [GC]::Collect(); [GC]::WaitForPendingFinalizers(); [GC]::Collect()
                        [System.Diagnostics.Process]::GetCurrentProcess().WorkingSet64
                    }
                }
"@
            Remove-Item Env:DOTNET_TieredCompilation, Env:DOTNET_GCgen0size
            $result.Error | Should -BeNullOrEmpty
            $result.Output | Should -HaveCount 2
            $early, $late = [long[]] $result.Output
            ($late - $early) / 1MB | Should -BeLessThan 24 -Because "resident memory was $($early / 1MB) MB at item $($files / 4) and $($late / 1MB) MB at item $files"
        }
    }

    Context 'progress' {
        BeforeAll {
            function Measure-Progress {
                param([string[]] $Paths, [hashtable] $More = @{})
                $shell = [powershell]::Create()
                try {
                    [void] $shell.AddScript({
                            param($Manifest, $Cmdlet, $Paths, $Arguments)
                            $ProgressPreference = 'Continue'
                            Import-Module $Manifest
                            $watch = [System.Diagnostics.Stopwatch]::StartNew()
                            [void] (& $Cmdlet -Path $Paths @Arguments)
                            $watch.Elapsed.TotalSeconds
                        }).AddArgument($ManifestPath).AddArgument($Cmdlet).AddArgument($Paths).AddArgument($Arguments + $More)
                    [pscustomobject]@{ Seconds = $shell.Invoke()[0]; Records = @($shell.Streams.Progress) }
                }
                finally {
                    $shell.Dispose()
                }
            }
        }

        It 'shows the remaining time, at most five times per second, and removes the bar' {
            & $NewInput "$folder/1$Extension" 480 360 1
            $paths = 1..8 | ForEach-Object { if ($_ -gt 1) { Copy-Item "$folder/1$Extension" "$folder/$_$Extension" }; "$folder/$_$Extension" }
            $run = Measure-Progress $paths @{ DestinationPath = "$folder/out"; ThrottleLimit = 1 }
            $run.Records.Count | Should -BeLessOrEqual ($run.Seconds * 5 + 2)
            # A short run shows no bar.
            if ($run.Seconds -lt 1 -and $run.Records.Count -eq 0) { return }
            $run.Records.Count | Should -BeGreaterThan 0
            $run.Records[-1].RecordType | Should -Be 'Completed'
            $bars = $run.Records | Where-Object RecordType -EQ 'Processing'
            $bars[-1].StatusDescription | Should -Match '^\d+ of 8 files$'
            $bars[-1].PercentComplete | Should -BeGreaterOrEqual 0
            $bars[-1].SecondsRemaining | Should -BeGreaterOrEqual 0
        }

        It 'is silent with -ProgressAction SilentlyContinue' {
            $paths = New-Input $folder 'a', 'b', 'c' -Width 480 -Height 360
            (Measure-Progress $paths @{ ProgressAction = 'SilentlyContinue'; DestinationPath = "$folder/out" }).Records | Should -BeNullOrEmpty
        }
    }
}

Describe '<Cmdlet>' -ForEach $first -Fixture $tests
Describe '<Cmdlet>' -Tag All -ForEach $others -Fixture $tests

Describe '<Cmdlet> in short' -ForEach $others {
    BeforeAll {
        . "$PSScriptRoot/Common.ps1"
    }

    BeforeEach {
        $folder = New-TestFolder
        Push-Location $folder
        foreach ($name in 'a[1]', 'b', 'c') { & $NewInput "$folder/$name$Extension" 32 24 ([int] $name[0]) }
    }

    AfterEach { Pop-Location }

    It 'returns files in order, gives one error for a corrupt file, and replaces outputs only with -Force' {
        $bytes = [System.IO.File]::ReadAllBytes("$folder/b$Extension")
        [System.IO.File]::WriteAllBytes("$folder/b$Extension", $bytes[0..([int] ($bytes.Length / 2))])
        $written = Get-ChildItem | & $Cmdlet -DestinationPath out @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue
        $written | Should -BeOfType System.IO.FileInfo
        $written.FullName | Should -Be ('a[1]', 'c' | ForEach-Object { Join-Path $folder out "$_$Suffix" })
        $written[0].Stylize.Source | Should -Be (Join-Path $folder "a[1]$Extension")
        $written[0].Stylize.Phases.Name | Should -Contain 'write'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ImageUnreadable,*'
        $failures[0].TargetObject | Should -Be (Join-Path $folder "b$Extension")
        Get-TemporaryFile $folder | Should -BeNullOrEmpty

        $time = $written[1].LastWriteTimeUtc
        & $Cmdlet "c$Extension" -DestinationPath out @Arguments -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'TargetExists,*'
        (Get-Item "out/c$Suffix").LastWriteTimeUtc | Should -Be $time
        (& $Cmdlet "c$Extension" -DestinationPath out @Arguments -Force).LastWriteTimeUtc | Should -BeGreaterThan $time
    }

    It 'writes nothing with -WhatIf, and with -Update only what has changed' {
        & $Cmdlet . -DestinationPath out @Arguments -WhatIf | Should -BeNullOrEmpty
        'out' | Should -Not -Exist
        & $Cmdlet . -DestinationPath out @Arguments -Update 6>$null | Should -HaveCount 3
        & $NewInput "$folder/b$Extension" 40 24 9
        (& $Cmdlet . -DestinationPath out @Arguments -Update 6>$null).Name | Should -Be "b$Suffix"
    }

    It 'stops after Select-Object -First 1, and leaves no temporary file' {
        $first = & { for ($i = 0; ; $i++) { "$folder/b$Extension" } } | & $Cmdlet -DestinationPath out -Force -ThrottleLimit 2 @Arguments -ErrorAction SilentlyContinue |
            Select-Object -First 1
        $first.Exists | Should -BeTrue
        Get-TemporaryFile $folder | Should -BeNullOrEmpty
    }
}
