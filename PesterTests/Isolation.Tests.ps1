BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    New-TestImage "$TestDrive/a.png" 96 64 1
    New-TestImage "$TestDrive/b.png" 96 64 2
    New-TestImage "$TestDrive/c.png" 96 64 3
    New-TestPlate "$TestDrive/plate"

    # Installs the module with a version folder, so that new runspaces and processes find the cmdlets by name.
    $version = (Import-PowerShellDataFile $ManifestPath).ModuleVersion
    [void] (New-Item -ItemType Directory "$TestDrive/modules/Stylize")
    [void] (New-Item -ItemType ($IsWindows ? 'Junction' : 'SymbolicLink') "$TestDrive/modules/Stylize/$version" -Target $RepositoryRoot)
    $modulePath = $env:PSModulePath
    $env:PSModulePath = "$TestDrive/modules" + [System.IO.Path]::PathSeparator + $modulePath
}

AfterAll {
    $env:PSModulePath = $modulePath
    (Get-Item "$TestDrive/modules/Stylize/$version").Delete()
}

Describe 'Several runspaces in one process' {
    BeforeAll {
        $expected = ConvertTo-PixelArt "$TestDrive/*.png" -Width 8 -DestinationPath "$TestDrive/one" | Get-FileHash | ForEach-Object Hash
    }

    # In one process, because each takes seconds of processor time.
    It 'create the same files with ForEach-Object -Parallel, and need only constrained language' {
        $result = Invoke-Pwsh -NoImport @"
            Get-ChildItem '$TestDrive/*.png' | ForEach-Object -ThrottleLimit 3 -Parallel {
                ConvertTo-PixelArt `$_ -Width 8 -DestinationPath '$TestDrive/parallel' -ErrorAction Stop
            } | Sort-Object Name | Get-FileHash | ForEach-Object Hash
            `$state = [initialsessionstate]::CreateDefault2()
            `$state.LanguageMode = 'ConstrainedLanguage'
            `$shell = [powershell]::Create([runspacefactory]::CreateRunspace(`$state))
            `$shell.Runspace.Open()
            [void] `$shell.AddScript({
                Import-Module '$ManifestPath'
                `$ExecutionContext.SessionState.LanguageMode
                (ConvertTo-PixelArt '$TestDrive/a.png' -Preset Fast -Colors 8 -DestinationPath '$TestDrive/constrained' | Out-String) -match 'a\.pixelart\.png'
                (ConvertTo-DotArt '$TestDrive/a.png' -Estimate | Out-String) -match '1 file'
                (Get-StylizePreset PixelArt | Out-String) -match 'Fast'
                try { [System.IO.File]::Exists('a') } catch { 'constrained' }
            })
            `$shell.Invoke()
            `$shell.Streams.Error
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be ($expected + 'ConstrainedLanguage', 'True', 'True', 'True', 'constrained')
    }

    It 'create the same files in thread jobs' -Tag All {
        if (-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'SKIPPED: this PowerShell has no Start-ThreadJob'
            return
        }

        $result = Invoke-Pwsh -NoImport @"
            `$jobs = foreach (`$name in 'a', 'b', 'c') {
                Start-ThreadJob { ConvertTo-PixelArt "$TestDrive/`$using:name.png" -Width 8 -DestinationPath '$TestDrive/threads' -ErrorAction Stop }
            }
            `$jobs | Receive-Job -Wait -AutoRemoveJob | Sort-Object Name | Get-FileHash | ForEach-Object Hash
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be $expected
    }

    It 'continue after one of them removes the module' -Tag All {
        $result = Invoke-Pwsh @"
            `$other = [powershell]::Create().AddScript("ConvertTo-PixelArt '$TestDrive/a.png' -DestinationPath '$TestDrive/x'; Remove-Module Stylize")
            `$other.Invoke().Name
            (ConvertTo-PixelArt '$TestDrive/b.png' -DestinationPath '$TestDrive/x').Name
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be 'a.pixelart.png', 'b.pixelart.png'
    }
}

Describe 'Objects from another process' -Tag All {
    # Objects with a view, and their text in the other process: through a job, as in remoting, and through a file.
    BeforeAll {
        $items = Start-Job {
            Set-Location $using:TestDrive
            (Get-Variable PSStyle -ValueOnly).OutputRendering = 'PlainText'
            $objects = & {
                ConvertTo-PixelArt a.png -DestinationPath job
                ConvertTo-DotArt a.png -DotCount 200 -DestinationPath job
                New-SegmentationMontage plate -Well E4 -Channel DAPI -DestinationPath job
                Measure-ImageRegion plate/PLATE1_E4_T0_1_DAPI.png | Select-Object -First 2
                Compare-StylizeImage a.png -ReferencePath b.png
                ConvertTo-DotArt a.png -Estimate
                Measure-StylizePerformance DotArt a.png -Iterations 1 -Thread 1
                Optimize-StylizePreset DotArt a.png -TargetTime '5s'
                Get-StylizePreset PixelArt
                Get-StylizePalette pico-8
                Get-StylizeFormat | Select-Object -First 3
            } 6>$null 3>$null
            $objects | Export-Clixml objects.xml
            $objects | ForEach-Object { @{ Object = $_; Text = $_ | Out-String -Width 110 } }
        } | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
    }

    AfterAll { $PSStyle.OutputRendering = $before }

    It 'have the same view in a job' {
        $items.Count | Should -BeGreaterThan 15
        foreach ($item in $items) { $item.Object | Out-String -Width 110 | Should -BeExactly $item.Text -Because $item.Object.PSTypeNames[0] }
        $items[0].Object.Stylize.Source | Should -Be (Join-Path $TestDrive 'a.png')
    }

    It 'have the same view after Export-Clixml' {
        $back = Import-Clixml "$TestDrive/objects.xml"
        $back.Count | Should -Be $items.Count
        for ($i = 0; $i -lt $back.Count; $i++) {
            $back[$i] | Out-String -Width 110 | Should -BeExactly $items[$i].Text -Because $items[$i].Object.PSTypeNames[0]
        }
    }

    It 'can be piped to other cmdlets' {
        ($items[0].Object | Compare-StylizeImage -ReferencePath $items[0].Object.FullName).Path | Should -Be $items[0].Object.FullName
    }
}

Describe 'Other modules' -Tag All {
    It 'can load other versions of its dependencies after its import' {
        $names = 'System.Numerics.Tensors', 'Microsoft.Data.Sqlite', 'Npgsql', 'RabbitMQ.Client'
        foreach ($name in $names) {
            $other = [System.Reflection.Emit.PersistedAssemblyBuilder]::new([System.Reflection.AssemblyName] "$name, Version=1.2.3.4", [object].Assembly)
            [void] $other.DefineDynamicModule($name).DefineType('Other').CreateType()
            $other.Save("$TestDrive/$name.dll")
        }

        $result = Invoke-Pwsh @"
            foreach (`$name in '$($names -join "', '")') {
                [System.Reflection.Assembly]::LoadFrom("$TestDrive/`$name.dll").GetName().Version.ToString()
            }
            (ConvertTo-PixelArt '$TestDrive/a.png' -DestinationPath '$TestDrive/after').Name
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be '1.2.3.4', '1.2.3.4', '1.2.3.4', '1.2.3.4', 'a.pixelart.png'
    }
}
