BeforeDiscovery {
    $first = 'ConvertTo-PixelArt'
    $others = 'Restore-PixelArt', 'ConvertTo-DotArt', 'ConvertTo-VectorArt', 'New-GaussianImage', 'ConvertFrom-GaussianImage', 'Edit-GaussianImage',
        'New-SegmentationMontage', 'Measure-ImageRegion'
}

BeforeAll {
    . $PSScriptRoot/Common.ps1
    $module = (Get-Command ConvertTo-PixelArt).ImplementingType.Assembly
    $attribute = (Get-Command ConvertTo-PixelArt).Parameters.Width.Attributes.Where{ $_.TypeId.Name -like 'OptionOf*' }[0]
    $foundation = $attribute.Declaration.GetType().Assembly
    $context = [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($foundation)
    $engine = $context.LoadFromAssemblyName([System.Reflection.AssemblyName]::new('Stylize.Engine'))
    $catalog = $engine.GetType('Stylize.Engine.Catalog.OperationCatalog')
    $lines = $engine.GetType('Stylize.Engine.Catalog.Lines.CommandLines')
    $startOptions = $engine.GetType('Stylize.Engine.Catalog.StartOptions')
    $optionSet = $foundation.GetType('Stylize.Engine.Operations.Options.OptionSet')
    if (-not ('StylizeTests.OptionInputs' -as [type])) {
        Add-Type 'namespace StylizeTests; public class OptionInputs : System.Reflection.DispatchProxy {
            public static object Codec; protected override object Invoke(System.Reflection.MethodInfo method, object[] given) =>
                given.Length == 2 ? System.IO.Path.GetFullPath((string)given[0]) : Codec; }'
    }

    $codecs = $context.LoadFromAssemblyName([System.Reflection.AssemblyName]::new('Stylize.Codecs'))
    [StylizeTests.OptionInputs]::Codec = $codecs.GetType('Stylize.Codecs.ImageCodecs')::Default
    $inputs = [System.Reflection.DispatchProxy]::Create($foundation.GetType('Stylize.Engine.Operations.Options.IOptionInputs'), [StylizeTests.OptionInputs])
    $none = [NullString]::Value

    # Returns texts that an option accepts.
    function Get-OptionText {
        param($Option)
        $odd = "it's", 'a b', '$HOME', '`n', '-dash', '--%', 'say "hi"', "`u{2018}q`u{2019} `u{201c}r`u{201d}", '#x', '@x', 'a,b', '5kb', '1.50', 'true', '$(1)', 'a;b|c', '~/a',
            "`u{2013}dash", '{x}', 'back\slash', 'plain', '[1]*'
        $declared = $Option.Declared
        $low = [double]::IsNaN($declared.Min) ? ([double]::IsNaN($declared.Above) ? 0 : $declared.Above) : $declared.Min
        $high = [Math]::Min(([double]::IsNaN($declared.Max) ? 1e9 : $declared.Max), $low + 900)
        $forms = @{
            PaperSize = 'A4', '297x420mm'; Length = '10mm', '0.4in'; RingRadii = '1,5'; TileOverlap = '10%', '40'; PixelOffset = '-10,5'; PixelRectangle = '0,0,10,20'
            Stain = 'dab', '0.5,0.6,0.6,0.2,0.9,0.3,0.7,0.4,0.2'
        }
        switch ("$($Option.Kind)") {
            'Switch' { 'true', 'false' }
            'Choices' { ([Enum]::GetNames($Option.ElementType) | Select-Object -First 2) -join ',' }
            'Choice' { $Option.Range.Values | ForEach-Object { "$_" } }
            'Duration' { '2s', '500ms', '00:00:02', '1.5h', '90' }
            'Text' { $odd }
            'File' { $odd + $declared.Words }
            'Color' { '#ff8000', 'navy' + ($declared.AllowsNone ? @('None') : @()) }
            'Palette' { 'pico-8', '#1d2b53,#ff004d', 'red', 'navy gold' }
            'Colors' { '#1d2b53,red', '#ff004d' }
            'Parsed' { $forms[$Option.ValueType.Name] }
            'List' {
                switch ($Option.ElementType.Name) {
                    'String' { 'E4', "it's,GFP 2", 'A*,!A3', '$x', '7,8', '-9' }
                    'Pen' { '0.3mm,black', '0.5mm,#cc0000,Red gel;CMYK' }
                    default { "$low,$high", "$high" }
                }
            }
            default {
                if ($Option.Range.Values.Count) { $Option.Range.Values | ForEach-Object { "$_" } }
                elseif ($declared.Odd) { '3', '11' }
                elseif ($_ -eq 'Number') { "$high", "$($high - ($high - $low) / 8)" }
                else { "$high", "$([long] ($low + $high) / 2 -as [long])" }
            }
        }
    }

    # Adds the option that a rule needs.
    function Add-Needed {
        param($Operation, $Rule, [hashtable] $Given)
        $other = $Operation.OptionTypes.ForEach{ $optionSet::ForRecord($_).Find($Rule.Other) }.Where{ $_ }[0]
        if ($other.Default -is [bool] -and $other.Default) { return } # A switch that is on.
        if ($Rule.IsOnlyWith -and -not $Rule.IsImplied) {
            $usual = "$($other.Default)"
            $Given[$other.Name] = $Rule.Values.Count ? "$($Rule.Values[0])" : (Get-OptionText $other).Where{ $_ -ne $usual }[0]
            foreach ($further in $other.Rules) { Add-Needed $Operation $further $Given }
        }
        elseif ($Rule.IsNotWith -and $Rule.Values -contains $other.Default) {
            $Given[$other.Name] = "$($other.Range.Values.Where{ $_ -notin $Rule.Values }[0])"
        }
    }

    # Returns the values that PowerShell binds for a line, by parameter.
    function Get-BoundValue {
        param([string] $Line)
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Line, [ref] $null, [ref] $errors)
        $errors | Should -BeNullOrEmpty -Because $Line
        $command = $ast.EndBlock.Statements[0].PipelineElements[0]
        $ast.EndBlock.Statements.Count, $ast.EndBlock.Statements[0].PipelineElements.Count | Should -Be 1, 1 -Because $Line
        $binding = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($command, $true)
        $binding.BindingExceptions.Values.BindingException.Message | Should -BeNullOrEmpty -Because $Line
        $parameters = (Get-Command $command.GetCommandName()).Parameters
        $values = @{}
        foreach ($bound in $binding.BoundParameters.GetEnumerator()) {
            $value = $bound.Value.Value ? $bound.Value.Value.SafeGetValue() : $bound.Value.ConstantValue
            foreach ($attribute in $parameters[$bound.Key].Attributes.Where{ $_ -is [System.Management.Automation.ArgumentTransformationAttribute] }) {
                $value = $attribute.Transform($ExecutionContext, $value)
            }

            $value = [System.Management.Automation.LanguagePrimitives]::ConvertTo($value, $parameters[$bound.Key].ParameterType)
            $values[$bound.Key] = $value -is [switch] ? $value.IsPresent : $value
        }

        # The binder leaves out switches with a value.
        foreach ($element in $command.CommandElements.Where{ $_ -is [System.Management.Automation.Language.CommandParameterAst] -and $_.Argument }) {
            $values[$element.ParameterName] = $element.Argument.SafeGetValue()
        }

        $values
    }

    function Get-Record {
        param($Operation, [hashtable] $Given)
        $start = [Activator]::CreateInstance($startOptions, @($Operation.Name, $inputs))
        $pairs = foreach ($name in $Given.Keys) { [System.Collections.Generic.KeyValuePair[string, object]]::new($name, $Given[$name]) }
        $start.Given = [System.Collections.Generic.KeyValuePair[string, object][]] @($pairs)
        , @($start.Records())
    }
}

$binds = {
    It 'binds every option with its value' {
        $operation = $catalog::OfCmdlet($_)
        foreach ($option in $operation.OptionTypes.ForEach{ $optionSet::ForRecord($_).All }.Where{ -not $_.Declared.OnlyInPresets }) {
            foreach ($text in Get-OptionText $option) {
                $given = @{ $option.Name = $text }
                foreach ($rule in $option.Rules) {
                    if ($rule.When.Count -and "$($rule.When)".Split(' ') -notcontains ($text -replace '-')) { continue }
                    Add-Needed $operation $rule $given
                }
                $pairs = [System.Collections.Generic.KeyValuePair[string, string][]] @(
                    foreach ($name in $given.Keys) { [System.Collections.Generic.KeyValuePair[string, string]]::new($name, $given[$name]) })
                $line = $lines::PowerShell($operation, $none, $pairs, [string[]] "it's [1].png", $none)
                $bound = Get-BoundValue $line
                $bound.LiteralPath | Should -BeExactly "it's [1].png"
                $bound.Remove('LiteralPath')
                $bound.Count | Should -Be $given.Count -Because $line
                $wanted = Get-Record $operation $given
                $read = Get-Record $operation $bound
                for ($i = 0; $i -lt $wanted.Count; $i++) {
                    $optionSet::ForRecord($wanted[$i].GetType()).Differences($wanted[$i], $read[$i]) | Should -BeNullOrEmpty -Because $line
                }
            }
        }
    }
}

Describe 'The line of <_>' -ForEach $first -Fixture $binds
Describe 'The line of <_>' -Tag All -ForEach $others -Fixture $binds

Describe 'A line' {
    It 'runs on a file with the name <_>' -ForEach 'a b.png', "it's.png", 'a[1].png', '$x.png', '-a.png', "`u{2018}q`u{2019}.png", '~a.png', '#1.png', 'plain.png' {
        $folder = New-TestFolder
        Push-Location $folder
        try {
            New-TestImage "$folder/$_" 16 16
            $given = [System.Collections.Generic.KeyValuePair[string, string][]] @([System.Collections.Generic.KeyValuePair[string, string]]::new('Width', '8'))
            $line = $lines::PowerShell($catalog::OfCmdlet('ConvertTo-PixelArt'), 'Fast', $given, [string[]] $_, 'the [out]')
            (Invoke-Expression $line).Name | Should -Be ([IO.Path]::GetFileNameWithoutExtension($_) + '.pixelart.png')
            (Get-ChildItem -LiteralPath "$folder/the [out]").Count | Should -Be 1
        }
        finally { Pop-Location }
    }
}
