namespace Stylize.PowerShell.Options;

/// <summary>Refuses numbers with a comma: PowerShell takes '0,65' for 65, and 0,65 for a list. Accepts the unit of the
/// option after the number.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class DecimalPointAttribute(string unit = "") : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var text = given as string ?? (given is object[] { Length: > 1 } parts ? string.Join(",", parts) : "");
        return text.Contains(',')
            ? throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a number. Give one number, with a point, such as 0.65.")
            : given is string ? OptionValue.WithoutUnit(text, unit) : inputData;
    }
}

/// <summary>Also refuses fractions, which PowerShell would round.</summary>
public sealed class WholeNumberAttribute(string unit = "") : DecimalPointAttribute(unit)
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = base.Transform(engineIntrinsics, inputData);
        var given = value is PSObject wrapped ? wrapped.BaseObject : value;
        return given is string or double or float or decimal
            && LanguagePrimitives.TryConvertTo(given, CultureInfo.InvariantCulture, out double number)
            && number != Math.Floor(number)
            ? throw new ArgumentTransformationMetadataException(
                $"'{LanguagePrimitives.ConvertTo<string>(given)}' is not a whole number.")
            : value;
    }
}

/// <summary>Refuses script blocks, whose text PowerShell takes for a name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoScriptBlockAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is ScriptBlock
            ? throw new ArgumentTransformationMetadataException(
                "It applies to the whole run, so it cannot be a script block. Give it a value.")
            : inputData;
}
