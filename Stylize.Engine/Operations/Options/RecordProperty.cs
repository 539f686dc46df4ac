using System.Reflection;

namespace Stylize.Engine.Operations.Options;

/// <summary>
/// A property of an options record, read and written by the field behind it where it has one. To call the accessors of forty properties
/// by reflection would compile each of them first, which costs more than all else at the start of a command.
/// </summary>
internal sealed class RecordProperty(PropertyInfo property)
{
    private readonly FieldInfo? _field =
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance);

    public string Name => property.Name;

    public Type Type => property.PropertyType;

    public object? GetValue(object options) => _field is null ? property.GetValue(options) : _field.GetValue(options);

    /// <summary>Writes an init-only property, into a record that nobody else holds yet.</summary>
    public void SetValue(object options, object? value)
    {
        if (_field is null)
        {
            property.SetValue(options, value);
        }
        else
        {
            _field.SetValue(options, value);
        }
    }
}
