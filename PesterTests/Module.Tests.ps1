BeforeAll {
    . "$PSScriptRoot/Common.ps1"
}

Describe 'The module' {
    It 'has a valid manifest that exports exactly the cmdlets of its assembly' {
        $manifest = Test-ModuleManifest $ManifestPath
        $manifest.CompatiblePSEditions | Should -Be 'Core'
        $classes = (Get-Command -Module Stylize | Select-Object -First 1).ImplementingType.Assembly.GetExportedTypes() | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            if ($attribute) { "$($attribute.VerbName)-$($attribute.NounName)" }
        }
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be ($classes | Sort-Object)
        $manifest.ExportedFunctions.Count + $manifest.ExportedAliases.Count + $manifest.ExportedVariables.Count | Should -Be 0
    }

    It 'uses approved verbs' {
        $verbs = (Get-Verb).Verb
        (Get-Command -Module Stylize).Verb | Should -BeIn $verbs
    }

    It 'supports -WhatIf in each cmdlet with -DestinationPath' {
        Get-Command -Module Stylize | Where-Object { $_.Parameters.ContainsKey('DestinationPath') } | ForEach-Object {
            $_.Parameters.Keys | Should -Contain 'WhatIf' -Because $_.Name
        }
    }

    It 'works with modules that have loaded other versions of its dependencies, after repeated imports, and can be removed' {
        New-TestImage "$TestDrive/a.png"
        # Assemblies with the same names and other versions, in the default context.
        $names = 'System.Numerics.Tensors', 'Microsoft.Data.Sqlite', 'SQLitePCLRaw.core', 'Npgsql'
        foreach ($name in $names) {
            $other = [System.Reflection.Emit.PersistedAssemblyBuilder]::new([System.Reflection.AssemblyName] "$name, Version=1.2.3.4", [object].Assembly)
            [void] $other.DefineDynamicModule($name).DefineType('Other').CreateType()
            $other.Save("$TestDrive/$name.dll")
        }

        $result = Invoke-Pwsh -NoImport @"
            `$names = '$($names -join "', '")'
            foreach (`$name in `$names) { [void] [System.Reflection.Assembly]::LoadFrom("$TestDrive/`$name.dll") }
            Import-Module '$ManifestPath' -Force
            Import-Module '$ManifestPath' -Force
            (ConvertTo-PixelArt '$TestDrive/a.png' -Width 8 -DestinationPath '$TestDrive/twice').Name
            `$context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'Stylize'
            `$context.Name
            foreach (`$name in `$names) {
                `$context.LoadFromAssemblyName(`$name).GetName().Version -ne [version] '1.2.3.4'
            }
            Remove-Module Stylize
            Import-Module '$ManifestPath'
            (ConvertTo-PixelArt '$TestDrive/a.png' -Width 8 -DestinationPath '$TestDrive/again').Name
            Remove-Module Stylize
            Get-Module Stylize*
            `$PSModuleAutoLoadingPreference = 'None'
            @(Get-Command ConvertTo-PixelArt -ErrorAction Ignore).Count
            Import-Module Microsoft.PowerShell.Utility -Force
            (Get-Date -Format yyyy) -match '^\d{4}$'
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be 'a.pixelart.png', 'Stylize', 'True', 'True', 'True', 'True', 'a.pixelart.png', '0', 'True'
    }

    It 'loads assemblies from a platform folder, as in the package for all platforms' -Tag All {
        New-TestImage "$TestDrive/a.png"
        $package = New-Item -ItemType Directory "$TestDrive/package"
        Copy-Item $ManifestPath, "$RepositoryRoot/*.ps1xml", "$RepositoryRoot/module" $package -Recurse
        $compiled = "$package/module/Dependencies/compiled/$([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)"
        [void] (New-Item -ItemType Directory $compiled)
        Get-ChildItem "$package/module/Dependencies" -Filter *.dll | Where-Object Name -Match '^(Stylize|System)\.' | Move-Item -Destination $compiled
        $result = Invoke-Pwsh -NoImport @"
            Import-Module '$package/Stylize.psd1'
            (ConvertTo-PixelArt '$TestDrive/a.png' -DestinationPath '$TestDrive/compiled').Name
"@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be 'a.pixelart.png'
    }

    It 'loads only its cmdlets into the default context, the RabbitMQ client only when it is used, and its own SQLite library' {
        $result = Invoke-Pwsh @'
            [void] (Get-Command Submit-StylizeBatch, Start-StylizeWorker, Watch-StylizeBatch, Stop-StylizeBatch).Parameters
            [void] (ConvertTo-PixelArt nothing.png -ErrorAction Ignore)
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name -match '^(Stylize|SQLite|Npgsql|RabbitMQ|Microsoft\.Data|System\.Numerics\.Tensors)' | Sort-Object
            'default context'

            [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies.GetName().Name -match '^RabbitMQ'
            $failure = try { Watch-StylizeBatch -List -Broker amqp://127.0.0.1:1/ } catch { $_ }
            $failure.FullyQualifiedErrorId
            [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies.GetName().Name -match '^RabbitMQ'

            $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'Stylize'
            $context.LoadFromAssemblyName('SQLitePCLRaw.batteries_v2').GetType('SQLitePCL.Batteries_V2').GetMethod('Init').Invoke($null, $null)
            $type = $context.LoadFromAssemblyName('Microsoft.Data.Sqlite').GetType('Microsoft.Data.Sqlite.SqliteConnection')
            $connection = [Activator]::CreateInstance($type, 'Data Source=:memory:')
            $connection.Open()
            $command = $connection.CreateCommand()
            $command.CommandText = 'select 6 * 7'
            $command.ExecuteScalar()
'@
        $result.Error | Should -BeNullOrEmpty
        $result.Output | Should -Be 'Stylize.Loader', 'Stylize.PowerShell', 'default context',
            'ConnectionFailed,Stylize.PowerShell.Commands.WatchStylizeBatchCommand', 'RabbitMQ.Client', 42
    }
}
