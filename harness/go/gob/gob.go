// Package gob takes the place of encoding/gob in a student's code. The course's labgob is gob, so
// that there a type may be registered with either, and what one has written the other reads.
package gob

import (
	"io"

	"6.5840/labgob"
)

// Encoder writes values, one after another.
type Encoder = labgob.LabEncoder

// Decoder reads them.
type Decoder = labgob.LabDecoder

// GobEncoder writes itself.
type GobEncoder interface {
	GobEncode() ([]byte, error)
}

// GobDecoder reads itself.
type GobDecoder interface {
	GobDecode([]byte) error
}

// NewEncoder makes an encoder that writes to w.
func NewEncoder(w io.Writer) *Encoder { return labgob.NewEncoder(w) }

// NewDecoder makes a decoder that reads from r.
func NewDecoder(r io.Reader) *Decoder { return labgob.NewDecoder(r) }

// Register tells the type of a value that an interface will hold.
func Register(value interface{}) { labgob.Register(value) }

// Foresee makes known what will be registered.
func Foresee(value interface{}) { labgob.Foresee(value) }

// RegisterName is Register with a name of one's own.
func RegisterName(name string, value interface{}) { labgob.RegisterName(name, value) }
