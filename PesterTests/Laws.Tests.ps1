# What people do to any cmdlet works with each of ours. AllCmdlets.ps1 has the smallest call of each.
BeforeDiscovery { $rows = & "$PSScriptRoot/AllCmdlets.ps1" }

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $folder = New-TestFolder
    Push-Location $folder
    $config = $env:XDG_CONFIG_HOME, $env:APPDATA
    $env:XDG_CONFIG_HOME = $env:APPDATA = "$folder/config"
    $seed = Get-Random -Maximum 1000
    $sizes = (16..40 | Get-Random -Count 4 -SetSeed $seed)
    New-TestImage "$folder/a.png" $sizes[0] $sizes[1] $seed
    New-TestImage "$folder/b.png" $sizes[0] $sizes[1] ($seed + 1)
    New-TestModel a.g2d $sizes[2] $sizes[3] $seed
    New-TestPlate "$folder/plate"
    Copy-Item plate/PLATE1_E4_T0_1_DAPI.png cells.png
    'well,role,compound', 'E4,negative,DMSO', 'E5,sample,drug' | Set-Content map.csv
    [void] (New-SegmentationMontage plate -Channel DAPI -Method Otsu -Track Overlap -NoMontage -PlateMap map.csv -Database plate.sqlite -DestinationPath masks 6>$null)
    [void] (ConvertTo-PixelArt a.png -Width 8 -DestinationPath art.png)

    # A mock and a proxy have a variable for each parameter.
    $automatic = @([psobject].Assembly.GetType('System.Management.Automation.SpecialVariables').GetFields('Static,NonPublic').Where{ $_.IsLiteral }.ForEach{ $_.GetRawConstantValue() })
    $shell = [powershell]::Create()
    $automatic += $shell.AddScript('Get-Variable | ForEach-Object Name').Invoke()
    $shell.Dispose()

    # Calls a command with the parameters of a row, in silence, and returns what it emits.
    function Invoke-Row {
        param($Row, $Command = $Row.Cmdlet, [hashtable] $Common = @{})
        if ($Row['Before']) { . $Row.Before }
        $given = $Row.Arguments
        & $Command @given @Common 3>$null 6>$null
    }

    # The function that PowerShell writes around a cmdlet, as for implicit remoting and restricted sessions.
    function New-Proxy {
        param([string] $Cmdlet, [switch] $OnlyParameters)
        $metadata = [System.Management.Automation.CommandMetadata]::new((Get-Command $Cmdlet))
        if (-not $OnlyParameters) { return [scriptblock]::Create([System.Management.Automation.ProxyCommand]::Create($metadata)) }
        # All parameters in one set and optional, so that each can be bound alone.
        $parameters = [System.Management.Automation.ProxyCommand]::GetParamBlock($metadata) -replace '(?m)^\s*\[Parameter\(.*\)\]\s*$'
        [scriptblock]::Create("[CmdletBinding()] param($parameters) `$PSBoundParameters")
    }

    # How a cmdlet declares a parameter; nothing if the engine does not.
    function Get-Option {
        param($Parameter)
        $Parameter.Attributes.Where({ $_.GetType().GetInterface('Stylize.PowerShell.Options.IOptionOf') }, 'First').Declaration
    }

    # The values of an object as text, with the names of the properties, without time and memory.
    function Get-Value {
        param($Value)
        foreach ($property in $Value.PSObject.Properties) {
            if ($property.Name -notmatch 'Time|Elapsed|Seconds|Phases|^(Stylize|VersionInfo|Directory|Options|Best|Start|Trials|Sampled|Profile)$') { "$($property.Name)=$($property.Value)" }
        }
    }
}

AfterAll {
    Pop-Location
    $env:XDG_CONFIG_HOME, $env:APPDATA = $config
}

Describe 'The table of calls' {
    It 'has a row for each cmdlet' {
        $rows = & "$PSScriptRoot/AllCmdlets.ps1"
        $rows.Cmdlet | Sort-Object | Should -Be ((Get-Command -Module Stylize).Name | Sort-Object)
    }
}

Describe 'The name of a parameter' {
    BeforeAll {
        $options = Get-Command -Module Stylize | ForEach-Object { $_.Parameters.Values } | ForEach-Object { Get-Option $_ }
        $names = $options.Name | Sort-Object -Unique
    }

    It 'has one meaning in all cmdlets' {
        # Each output has formats, each task measures of quality, and a drawing leaves out what it calls background. Timepoints to segment can be ranges.
        $known = 'Background', 'Format', 'Metric', 'Timepoint'
        $two = $options | Where-Object Name -NotIn $known | Group-Object Name | Where-Object {
            @($_.Group.ElementType.Name -replace '^(Int32|Int64|Single|Double)$', 'number' -replace '^(Palette|IReadOnlyList.1)$', 'colors' | Sort-Object -Unique).Count -gt 1
        }
        $two.Name | Should -BeNullOrEmpty
    }

    It 'is not the plural of another one, and has Min and Max' {
        $names.Where{ "${_}s" -in $names } | Should -Be 'Color', 'Level', 'Outline'
        $names -match 'Minimum|Maximum|Least|Most' | Should -BeNullOrEmpty
    }
}

Describe '<Cmdlet>' -ForEach $rows {
    It 'has no parameter with the name of an automatic variable' {
        (Get-Command $Cmdlet).Parameters.Keys | Where-Object { $_ -in $automatic } | Should -BeNullOrEmpty
    }

    It 'can be mocked, with a filter for each of its parameters' {
        $names = @($Arguments.Keys)
        Mock $Cmdlet { 'real' }
        Mock $Cmdlet { 'mocked' } -ParameterFilter { -not ($names | Where-Object { "$(Get-Variable $_ -ValueOnly)" -ne "$($Arguments[$_])" }) }
        & $Cmdlet @Arguments | Should -Be 'mocked'
        Should -Invoke $Cmdlet -Times 1 -Exactly
    }

    It 'can be mocked with a value for each of its parameters' {
        $proxy = New-Proxy $Cmdlet -OnlyParameters
        foreach ($parameter in (Get-Command $Cmdlet).Parameters.Values | Where-Object Name -NotIn ([System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters)) {
            $option = Get-Option $parameter
            $type = [Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType
            $element = $type.IsArray ? $type.GetElementType() : $type
            $value = if ($option.Range.Values.Count) { "$($option.Range.Values[0])" }
            elseif ($parameter.SwitchParameter) { $true }
            elseif ($element.IsEnum) { $element.GetEnumNames()[0] }
            elseif ($element.IsPrimitive) { $parameter.Attributes.Where{ $_ -is [ValidateRange] }.MinRange ?? 1 }
            elseif ($element -eq [timespan]) { '00:00:01' }
            elseif ($element -in [string], [object], [psobject]) { 'x' }
            else { continue }
            $given = @{ $parameter.Name = $value }
            (& $proxy @given).Keys | Should -Be $parameter.Name
        }
    }

    It 'refuses the fractions that PowerShell would round' {
        foreach ($parameter in (Get-Command $Cmdlet).Parameters.Values | Where-Object Name -NotIn ([System.Management.Automation.Cmdlet]::CommonParameters)) {
            if (([Nullable]::GetUnderlyingType($parameter.ParameterType) ?? $parameter.ParameterType) -notin [int], [long]) { continue }
            $transformation = $parameter.Attributes.Where{ $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }
            foreach ($value in 2.5, '2.5') { { $transformation.Transform($ExecutionContext, $value) } | Should -Throw '*not a whole number*' -Because $parameter.Name }
        }
    }

    It 'can be called through a proxy' {
        $proxy = New-Proxy $Cmdlet
        if ($Fails) { { Invoke-Row $_ $proxy } | Should -Throw -ErrorId "$Fails,*" }
        else { @(Invoke-Row $_ $proxy)[0].PSTypeNames | Should -Be @(Invoke-Row $_)[0].PSTypeNames }
    }

    It 'has help for -Parameter *' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $names = (Get-Command $Cmdlet).Parameters.Keys | Where-Object { $_ -notin $common -or $_ -in 'WhatIf', 'Confirm' }
        if ($names) { (Get-Help $Cmdlet -Parameter *).name | Sort-Object | Should -Be ($names | Sort-Object) }
    }

    It 'shows in the syntax of its help the parameters of each set' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        $sets = (Get-Command $Cmdlet).ParameterSets | ForEach-Object { ($_.Parameters.Name | Where-Object { $_ -notin $common } | Sort-Object) -join ' ' } | Sort-Object
        (Get-Help $Cmdlet).syntax.syntaxItem | ForEach-Object { ($_.parameter.name | Sort-Object) -join ' ' } | Sort-Object | Should -Be $sets
    }
}

Describe '<Cmdlet>' -ForEach $rows.Where{ -not $_.Fails } {
    BeforeAll {
        $row = $_
        $plain = @(Invoke-Row $row)
    }

    It 'returns what the table says' {
        if ($Emits) { $plain[0].PSTypeNames | Should -Contain $Emits } else { $plain | Should -BeNullOrEmpty }
    }

    It 'returns the same in strict mode, also in tables and lists' {
        & {
            Set-StrictMode -Version Latest
            $strict = @(Invoke-Row $row)
            foreach ($one in $strict) { Get-Value $one }
            $strict | Out-Null
            $errors = $Error.Count
            foreach ($one in $strict | Select-Object -First 3) { $one | Format-Table | Out-String -Width 200; $one | Format-List | Out-String -Width 200 }
            $Error.Count - $errors
        } | Select-Object -Last 1 | Should -BeIn @($null, 0)
        $strict = & { Set-StrictMode -Version Latest; foreach ($one in $plain) { Get-Value $one } }
        $strict | Should -Be @(foreach ($one in $plain) { Get-Value $one })
    }

    It 'returns the same in a culture that writes 18,5' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            $german = foreach ($one in $plain) { Get-Value $one }
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $german | Should -Be @(foreach ($one in $plain) { Get-Value $one })
    }

    It 'fills the variables of -OutVariable and -PipelineVariable' {
        if ($Before) { . $Before }
        $seen = & $Cmdlet @Arguments -OutVariable all -PipelineVariable one 3>$null 6>$null | ForEach-Object { [object]::ReferenceEquals($_, $one) -or "$_" -eq "$one" }
        @($seen) | Should -HaveCount $plain.Count
        $all.Count | Should -Be $plain.Count
        @($seen) -eq $false | Should -BeNullOrEmpty
    }

    It 'takes its parameters from $PSDefaultParameterValues' {
        $mandatory = (Get-Command $Cmdlet).Parameters.Values.Where{ $_.ParameterSets.Values.IsMandatory -contains $true }.Name
        $short = $row.Clone()
        $short.Arguments = @{}
        $PSDefaultParameterValues = @{}
        foreach ($name in $Arguments.Keys) {
            if ($name -in $mandatory) { $short.Arguments[$name] = $Arguments[$name] } else { $PSDefaultParameterValues["${Cmdlet}:$name"] = $Arguments[$name] }
        }
        @(Invoke-Row $short).Count | Should -Be $plain.Count
    }

    It 'returns objects that survive Export-Clixml' {
        foreach ($one in $plain | Select-Object -First 3) {
            $one | Export-Clixml one.xml
            $copy = Import-Clixml one.xml
            $copy.PSTypeNames[0] | Should -Be "Deserialized.$($one.PSTypeNames[0])"
            # Views and scripts use these.
            $columns = @($one.PSObject.Properties | Where-Object { $_.Value -is [string] -or $_.Value -is [ValueType] }).Name
            foreach ($column in $columns) { "$($copy.$column)" | Should -BeIn @("$($one.$column)"; if ($one.$column -is [enum]) { "$([int] $one.$column)" }) -Because $column }
        }
    }

    It 'returns objects that fit a table of Export-Csv and a text of ConvertTo-Json' {
        foreach ($one in $plain | Select-Object -First 3) {
            $record = $one -is [System.IO.FileInfo] ? ($one | Select-Object Result) : $one
            $json = $record | ConvertTo-Json -Depth 4 -WarningVariable warned 3>$null
            $warned | Should -BeNullOrEmpty
            $json.Length | Should -BeLessThan 10000
            $record | Export-Csv one.csv
            $line = Import-Csv one.csv
            $line.PSObject.Properties.Value | Where-Object { $_ -match '^(System|Stylize)\.|<>|\[\]$|\]\]$' } | Should -BeNullOrEmpty
            @($line.PSObject.Properties).Count | Should -BeLessThan 40
        }
    }

    It 'completes the properties of .Stylize' {
        $offered = (TabExpansion2 "($Cmdlet).Stylize.").CompletionMatches.CompletionText
        foreach ($one in $plain | Where-Object { $_ -is [System.IO.FileInfo] }) { $one.Stylize.PSObject.Properties.Name | Should -BeIn $offered }
    }

    It 'obeys each -ErrorAction for a file that does not exist' -Skip:(-not $Missing) {
        $wrong = $Arguments.Clone()
        $wrong[$Missing] = 'none.png'
        foreach ($action in 'SilentlyContinue', 'Ignore', 'Continue', 'Stop') {
            $isThrown = $false
            try { & $Cmdlet @wrong -ErrorAction $action -ErrorVariable failed 2>$null 3>$null 6>$null | Should -BeNullOrEmpty } catch { $isThrown = $true }
            # Without its only file, a cmdlet can end with an error that no -ErrorAction continues.
            if ($action -eq 'Stop') { $isThrown | Should -BeTrue }
            elseif (-not $isThrown) { $failed.Count | Should -Be ($action -eq 'Ignore' ? 0 : 1) -Because $action }
        }
    }
}

Describe 'A restricted session' {
    BeforeAll {
        $state = [initialsessionstate]::CreateDefault()
        $state.ImportPSModule($ManifestPath)
        $space = [runspacefactory]::CreateRunspace($state)
        $space.Open()
        $space.SessionStateProxy.Path.SetLocation($folder)
        # As in a session of Just Enough Administration: no language, and only our cmdlets and proxies of them.
        foreach ($cmdlet in Get-Command -Module Stylize) {
            $shell = [powershell]::Create($space)
            [void] $shell.AddScript("function global:Proxy-$($cmdlet.Noun)$($cmdlet.Verb) { $(New-Proxy $cmdlet.Name) }").Invoke()
            $shell.Dispose()
        }
        foreach ($command in $space.SessionStateProxy.InvokeCommand.GetCommands('*', 'Cmdlet,Function', $true)) {
            if ($command.Name -notlike 'Proxy-*') { $command.Visibility = 'Private' }
        }
        $space.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'
    }

    AfterAll { $space.Dispose() }

    It 'runs <Cmdlet>' -ForEach $rows.Where{ -not $_.Fails } {
        if ($Before) { . $Before }
        $verb, $noun = $Cmdlet -split '-'
        $shell = [powershell]::Create($space)
        [void] $shell.AddCommand("Proxy-$noun$verb").AddParameters($Arguments)
        $returned = $shell.Invoke()
        "$($shell.Streams.Error)" | Should -BeNullOrEmpty
        if ($Emits) { $returned[0].PSTypeNames | Should -Contain $Emits }
        $shell.Dispose()
    }
}
